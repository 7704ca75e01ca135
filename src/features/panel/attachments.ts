import * as vscode from "vscode";
import { attachmentOf } from "../../attachments/attachmentOf";
import { readAttachmentFile } from "../../host/attachmentFile";
import { UserError } from "../../host/userError";
import { wordAttachmentProblem, wordFirstFrame } from "../../host/wordAttachment";
import type { Attachment } from "../../protocol/conversation";
import { maxSoundSeconds } from "../../protocol/sound";
import type { PanelServices } from "./panelServices";
import type { PanelView } from "./panelView";
import type { Pictures } from "./pictures";

/** Attaches a file's bytes, or says why not; of a sound that is too long, its beginning may be attached. */
export async function attach(
  { composer }: PanelServices,
  view: PanelView,
  { name, bytes }: { readonly name: string; readonly bytes: Uint8Array },
): Promise<void> {
  const result = attachmentOf(name, bytes);
  if (result.kind === "ok") {
    composer.attach(result.attachment);
    if (result.isAnimated) view.post({ kind: "notice", text: wordFirstFrame(name) });
    return;
  }
  const problem = wordAttachmentProblem(name, result.problem);
  if (!result.cut) throw new UserError(problem);
  const cut = vscode.l10n.t("Attach the first {0} s", maxSoundSeconds);
  if ((await vscode.window.showWarningMessage(problem, cut)) === cut) composer.attach(result.cut);
}

/** Attaches what can be attached, whatever is wrong with the others. */
export async function attachUris(
  services: PanelServices,
  view: PanelView,
  uris: readonly string[],
): Promise<void> {
  for (const uri of uris) {
    await view.noticing(async () =>
      attach(services, view, await readAttachmentFile(vscode.Uri.parse(uri, true))),
    );
  }
}

/** Takes away what goes along with the next question: code, a picture, a sound. */
export function removeChip({ composer }: PanelServices, view: PanelView, id: string): void {
  const { code, attachments, snippets } = composer.content;
  const item = [...attachments, ...snippets, ...(code ? [code] : [])].find((one) => view.ids.of(one) === id);
  if (item) composer.remove(item);
}

/** Sends the bytes behind a chip: of the composer, or of any question on screen; "-whole" asks for all pixels. */
export function postMedia(
  services: PanelServices,
  { view, pictures }: { readonly view: PanelView; readonly pictures: Pictures },
  key: string,
): void {
  const found = pictures.whole(key.replace(/-whole$/, "")) ?? findMedia(services, view, key);
  if (!found) return;
  const mimeType = found.kind === "image" ? found.mimeType : `audio/${found.format}`;
  view.post({ kind: "media", key, mimeType, bytes: new Uint8Array(found.bytes) });
}

/** The attachment behind a key of the view. */
export function findMedia({ composer }: PanelServices, view: PanelView, key: string): Attachment | undefined {
  const asked = view.current?.turns.flatMap(({ question }) => question.attachments) ?? [];
  return [...composer.content.attachments, ...asked].find(
    (one) => `${view.ids.of(one)}-${String(one.bytes.length)}` === key,
  );
}
