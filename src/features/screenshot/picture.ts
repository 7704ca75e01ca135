import * as vscode from "vscode";
import { attachmentOf } from "../../attachments/attachmentOf";
import { readAttachmentFile } from "../../host/attachmentFile";
import type { Composer } from "../../host/composer";
import { refuseEdited } from "../../host/refuseEdited";
import { UserError } from "../../host/userError";
import { wordAttachmentProblem, wordFirstFrame } from "../../host/wordAttachment";
import type { Picture } from "../../prompt/visibleTexts";

/** Endings that people know pictures by; what a file is, its content tells. */
const pictureEndings = ["png", "jpg", "jpeg", "gif", "bmp", "webp", "avif"];

/** A picture in the form of an argument: a file of the Explorer, or what another program passes. */
export function uriIn(argument: unknown): vscode.Uri | undefined {
  if (argument instanceof vscode.Uri) return argument;
  if (typeof argument !== "object" || argument === null || !("imageUri" in argument)) return undefined;
  const { imageUri } = argument;
  if (imageUri instanceof vscode.Uri) return imageUri;
  return typeof imageUri === "string" ? vscode.Uri.parse(imageUri, true) : undefined;
}

/** Reads a file as a picture, or throws `UserError` with the reason why it is none. */
export async function readPicture(uri: vscode.Uri): Promise<Picture> {
  const { name, bytes } = await readAttachmentFile(uri);
  return pictureOf(name, bytes);
}

/** Bytes as a picture, or `UserError` with the reason why they are none. */
export function pictureOf(name: string, bytes: Uint8Array): Picture {
  const result = attachmentOf(name, bytes);
  if (result.kind === "refused") throw new UserError(wordAttachmentProblem(name, result.problem));
  if (result.attachment.kind !== "image") {
    throw new UserError(vscode.l10n.t("{0} is a sound. Choose a picture.", name));
  }
  if (result.isAnimated) void vscode.window.showInformationMessage(wordFirstFrame(name)); // nothing to wait for
  return result.attachment;
}

/** Lets the person choose files; undefined if none was chosen. */
export async function pickPictures({
  many,
}: {
  readonly many: boolean;
}): Promise<readonly vscode.Uri[] | undefined> {
  return vscode.window.showOpenDialog({
    canSelectMany: many,
    openLabel: vscode.l10n.t("Attach"),
    title: vscode.l10n.t("Choose a picture"),
    filters: { [vscode.l10n.t("Pictures")]: pictureEndings, [vscode.l10n.t("All files")]: ["*"] },
  });
}

/** The picture that a command is about: the one given, the last one attached, or one that the person chooses. */
export async function choosePicture(argument: unknown, composer: Composer): Promise<Picture | undefined> {
  const given = uriIn(argument);
  if (given) return readPicture(given);
  const attached = composer.content.attachments.findLast(({ kind }) => kind === "image");
  if (attached?.kind === "image") {
    refuseEdited(composer, [attached]);
    return attached;
  }
  const [chosen] = (await pickPictures({ many: false })) ?? [];
  return chosen && readPicture(chosen);
}
