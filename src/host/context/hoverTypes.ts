import * as vscode from "vscode";
import { timeBox } from "../timeBox";
import { namesIn, type NameUse } from "./namesIn";
import type { ContextProvider } from "./contextProvider";

const maxNames = 8;
const maxLookups = 16;
const maxLines = 6;
/** A lookup that hangs costs this much; together they end before the time of all providers does. */
const lookupMs = 400;
const lookingMs = 900;
/** What TypeScript's server puts before a type while it still loads the project: "(loading...)", in the editor's language. */
const loadingMark = /^\([^()]*(?:\.{3}|…)\)\s*/;
const declared = /\b(?:const|let|var|function|class|interface|type|enum|def|fn|func|struct|trait)\s+$/;

/** Types and signatures, as the hover shows them, of names that are used in the code and declared elsewhere. */
export const hoverTypes: ContextProvider = {
  value: 70,
  find: async ({ document, range }, { signal, add }) => {
    const started = Date.now();
    const types = new Set<string>();
    // Handed over as one: a type by itself is hardly worth its heading.
    const handOver = (): void => {
      if (types.size === 0) return;
      const label =
        types.size === 1 ? vscode.l10n.t("type of 1 name") : vscode.l10n.t("types of {0} names", types.size);
      add({ kind: "type", label, languageId: document.languageId, text: [...types].join("\n") });
    };
    const used = namesIn(document, range).filter((use) => isForeign(document, use));
    for (const { position } of used.slice(0, maxLookups)) {
      if (signal.aborted || types.size >= maxNames || Date.now() - started > lookingMs) break;
      const type = await timeBox(typeAt(document.uri, position), undefined, lookupMs);
      if (type !== undefined) types.add(type);
    }
    handOver();
  },
};

// Functions that are called and types that are named; what the code declares itself is in sight.
function isForeign(document: vscode.TextDocument, { name, position }: NameUse): boolean {
  const { text } = document.lineAt(position.line);
  const isCalled = text.startsWith("(", position.character + name.length);
  return (isCalled || /^\p{Lu}/u.test(name)) && !declared.test(text.slice(0, position.character));
}

async function typeAt(uri: vscode.Uri, position: vscode.Position): Promise<string | undefined> {
  const hovers = await vscode.commands.executeCommand<readonly vscode.Hover[] | undefined>(
    "vscode.executeHoverProvider",
    uri,
    position,
  );
  const texts = (hovers ?? []).flatMap(({ contents }) =>
    contents.flatMap((content) => (content instanceof vscode.MarkdownString ? [content.value] : [])),
  );
  const block = texts.map((text) => /```\w*\n([^]*?)\n```/.exec(text)?.[1]?.trim()).find((text) => text);
  const lines = block?.replace(loadingMark, "").split("\n") ?? [];
  return lines.length === 0 || lines.length > maxLines ? undefined : lines.join("\n");
}
