import * as vscode from "vscode";
import { report } from "../../host/report";
import type { Services } from "../../host/services";
import { attachDropped } from "./attachPictures";

const kind = vscode.DocumentDropOrPasteEditKind.Empty.append("gloss", "picture");

/** What the editor does with a picture by itself comes first: a person who writes Markdown wants it in the text. */
const yieldTo = [
  vscode.DocumentDropOrPasteEditKind.Text,
  vscode.DocumentDropOrPasteEditKind.Empty.append("uri"),
  vscode.DocumentDropOrPasteEditKind.Empty.append("markdown"),
];

const pictureName = /\.(?:png|jpe?g|gif|bmp|webp|avif)$/i;

type AttachServices = Pick<Services, "composer" | "log">;

/** Finds out what to attach, once the person has decided to. */
type Attach = () => Promise<void>;

/** "Ask Gloss about this image" for pictures that are pasted into an editor, or dropped on it. */
export function registerEditorPictures(services: AttachServices): vscode.Disposable {
  // Documents of extensions and output are no place to paste into.
  const selector = [
    { scheme: "file" },
    { scheme: "untitled" },
    { scheme: "vscode-remote" },
    { scheme: "vscode-vfs" },
  ];
  return vscode.Disposable.from(
    vscode.languages.registerDocumentPasteEditProvider(selector, pasteProvider(services), {
      providedPasteEditKinds: [kind],
      pasteMimeTypes: ["image/*"],
    }),
    vscode.languages.registerDocumentDropEditProvider(selector, dropProvider(services), {
      providedDropEditKinds: [kind],
      dropMimeTypes: ["image/*", "files", "text/uri-list"],
    }),
  );
}

/** An edit that changes nothing: the picture goes to the panel when the edit is applied. */
class PicturePaste extends vscode.DocumentPasteEdit {
  override readonly yieldTo = yieldTo;
  readonly attach: Attach;

  constructor(attach: Attach) {
    super("", title(), kind);
    this.attach = attach;
  }
}

class PictureDrop extends vscode.DocumentDropEdit {
  override readonly yieldTo = yieldTo;
  readonly attach: Attach;

  constructor(attach: Attach) {
    super("", title(), kind);
    this.attach = attach;
  }
}

function pasteProvider(services: AttachServices): vscode.DocumentPasteEditProvider<PicturePaste> {
  return {
    provideDocumentPasteEdits: async (_document, _ranges, data) => {
      const attach = await attachOf(data, services);
      return attach && [new PicturePaste(attach)];
    },
    resolveDocumentPasteEdit: attached,
  };
}

function dropProvider(services: AttachServices): vscode.DocumentDropEditProvider<PictureDrop> {
  return {
    provideDocumentDropEdits: async (_document, _position, data) => {
      const attach = await attachOf(data, services);
      return attach && new PictureDrop(attach);
    },
    resolveDocumentDropEdit: attached,
  };
}

/** The person has decided: the picture is attached. */
async function attached<Edit extends { readonly attach: Attach }>(edit: Edit): Promise<Edit> {
  await edit.attach();
  return edit;
}

function title(): string {
  return vscode.l10n.t("Ask Gloss about this image");
}

/** How to attach what is carried; undefined if there is no picture in it. Its bytes can be had only now. */
async function attachOf(
  data: vscode.DataTransfer,
  { composer, log }: AttachServices,
): Promise<Attach | undefined> {
  for (const [mimeType, item] of data) {
    const file = item.asFile();
    if (!file || !(mimeType.startsWith("image/") || pictureName.test(file.name))) continue;
    const bytes = await file.data();
    const name = file.name === "" ? vscode.l10n.t("pasted picture") : file.name;
    return () => report(() => attachDropped(composer, { name, bytes }), log);
  }
  const list = await data.get("text/uri-list")?.asString();
  const uris = (list ?? "")
    .split(/\r?\n/)
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => vscode.Uri.parse(line, true))
    .filter(({ path }) => pictureName.test(path));
  return uris.length === 0 ? undefined : () => report(() => attachDropped(composer, { uris }), log);
}
