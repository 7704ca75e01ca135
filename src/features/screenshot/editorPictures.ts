import * as vscode from "vscode";
import { report } from "../../host/report";
import type { Services } from "../../host/services";
import { attachBytes } from "./attachPictures";

const kind = vscode.DocumentDropOrPasteEditKind.Empty.append("gloss", "picture");

/** What the editor does with a picture by itself comes first: a person who writes Markdown wants it in the text. */
const yieldTo = [
  vscode.DocumentDropOrPasteEditKind.Text,
  vscode.DocumentDropOrPasteEditKind.Empty.append("uri"),
  vscode.DocumentDropOrPasteEditKind.Empty.append("markdown"),
];

type AttachServices = Pick<Services, "composer" | "log">;

/**
 * "Ask Gloss about this image" for pictures that are pasted into an editor. Not for those that are dropped on one: VS
 * Code does not tell an extension that the person has chosen its way of dropping.
 */
export function registerEditorPictures(services: AttachServices): vscode.Disposable {
  // Documents of extensions and output are no place to paste into.
  const selector = [
    { scheme: "file" },
    { scheme: "untitled" },
    { scheme: "vscode-remote" },
    { scheme: "vscode-vfs" },
  ];
  return vscode.languages.registerDocumentPasteEditProvider(selector, pasteProvider(services), {
    providedPasteEditKinds: [kind],
    pasteMimeTypes: ["image/*"],
  });
}

/** An edit that changes nothing: the picture goes to the panel when the edit is applied. */
class PicturePaste extends vscode.DocumentPasteEdit {
  override readonly yieldTo = yieldTo;
  readonly attach: () => Promise<void>;

  constructor(attach: () => Promise<void>) {
    super("", vscode.l10n.t("Ask Gloss about this image"), kind);
    this.attach = attach;
  }
}

function pasteProvider({ composer, log }: AttachServices): vscode.DocumentPasteEditProvider<PicturePaste> {
  return {
    provideDocumentPasteEdits: async (_document, _ranges, data) => {
      for (const [mimeType, item] of data) {
        const file = item.asFile();
        if (!file || !mimeType.startsWith("image/")) continue;
        const bytes = await file.data(); // they can be had only now
        const name = file.name === "" ? vscode.l10n.t("pasted picture") : file.name;
        return [new PicturePaste(() => report(() => attachBytes(composer, { name, bytes }), log))];
      }
      return undefined;
    },
    resolveDocumentPasteEdit: async (edit) => {
      await edit.attach();
      return edit;
    },
  };
}
