import { basename } from "node:path";
import * as vscode from "vscode";
import { formatCount } from "../../host/wordProgress";
import type { ComposerContent } from "../../host/composer";
import type { Attachment, ContextItem, Question } from "../../protocol/conversation";
import { imageTokens, isSameSize, readSize, type PixelSize } from "../../protocol/imageTokens";
import type { Chip } from "../../protocol/panelContract";

const { t } = vscode.l10n;

/** Names things that have no name of their own; the same thing keeps its name. */
export class Ids {
  readonly #ids = new WeakMap<object, string>();
  #last = 0;

  of(thing: object): string {
    const known = this.#ids.get(thing);
    if (known !== undefined) return known;
    this.#last += 1;
    const id = `c${String(this.#last)}`;
    this.#ids.set(thing, id);
    return id;
  }

  /** Gives `fresh` the name of `old`, whose place it takes. */
  pass(old: object, fresh: object): void {
    this.#ids.set(fresh, this.of(old));
  }
}

/** The chips of what the next question will send. */
export function composerChips({ code, attachments, snippets }: ComposerContent, ids: Ids): Chip[] {
  return [...(code ? [codeChip(ids.of(code), code.code)] : []), ...itemChips(snippets, attachments, ids)];
}

/** The chips under a question that was asked. */
export function questionChips({ code, context, attachments }: Question, ids: Ids): Chip[] {
  const snippets = context.filter(({ kind }) => kind === "snippet");
  return [...(code ? [codeChip(ids.of(code), code)] : []), ...itemChips(snippets, attachments, ids)];
}

function itemChips(snippets: readonly ContextItem[], attachments: readonly Attachment[], ids: Ids): Chip[] {
  return [
    ...snippets.map((item) => ({ id: ids.of(item), kind: "code" as const, label: item.label, detail: "" })),
    ...attachments.map((attachment) => attachmentChip(ids.of(attachment), attachment)),
  ];
}

function codeChip(id: string, { path, startLine, endLine }: NonNullable<Question["code"]>): Chip {
  const lines = `${String(startLine)}-${String(endLine)}`;
  return { id, kind: "code", label: `${basename(path)} ${lines}`, detail: `${path} ${lines}` };
}

function attachmentChip(id: string, attachment: Attachment): Chip {
  const { kind, name } = attachment;
  const detail = kind === "image" && attachment.size ? pictureDetail(attachment.size) : "";
  return { id, kind, label: name, detail, mediaKey: `${id}-${String(attachment.bytes.length)}` };
}

/** E.g. "1920x1080 · 922 tokens · read at 1920x1104"; the last part only where the model reads it at another size. */
function pictureDetail(size: PixelSize): string {
  const sides = ({ width, height }: PixelSize): string => `${String(width)}x${String(height)}`;
  const read = readSize(size);
  return [
    sides(size),
    t("{0} tokens", formatCount(imageTokens(size))),
    ...(isSameSize(read, size) ? [] : [t("read at {0}", sides(read))]),
  ].join(" · ");
}
