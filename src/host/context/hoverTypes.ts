import * as vscode from "vscode";
import { namesIn } from "./namesIn";
import type { ContextProvider } from "./contextProvider";

const maxNames = 8;
const maxLookups = 16;
const maxLines = 6;
const declared = /\b(?:const|let|var|function|class|interface|type|enum|def|fn|func|struct|trait)\s+$/;

/** Types and signatures, as the hover shows them, of names that are used in the code and declared elsewhere. */
export const hoverTypes: ContextProvider = {
  value: 70,
  find: async ({ document, range }, { signal, add }) => {
    const types = new Set<string>();
    // Handed over as one: a type by itself is hardly worth its heading.
    const handOver = (): void => {
      if (types.size === 0) return;
      const label = vscode.l10n.t("types of {0} names", types.size);
      add({ kind: "type", label, languageId: document.languageId, text: [...types].join("\n") });
    };
    for (const { position } of namesIn(document, range).filter(isUsed).slice(0, maxLookups)) {
      if (signal.aborted || types.size >= maxNames) break;
      const type = await typeAt(document.uri, position);
      if (type !== undefined) types.add(type);
    }
    handOver();

    function isUsed({ position }: { readonly position: vscode.Position }): boolean {
      return !declared.test(document.lineAt(position.line).text.slice(0, position.character));
    }
  },
};

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
  const lines = block?.split("\n") ?? [];
  return lines.length === 0 || lines.length > maxLines ? undefined : lines.join("\n");
}
