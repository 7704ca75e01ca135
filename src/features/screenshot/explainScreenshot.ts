import { setTimeout as sleep } from "node:timers/promises";
import * as vscode from "vscode";
import type { Composer } from "../../host/composer";
import { refuseEdited } from "../../host/refuseEdited";
import type { Services } from "../../host/services";
import { UserError } from "../../host/userError";
import { screenshotInstruction } from "../../prompt/screenshot";
import type { Picture } from "../../prompt/visibleTexts";
import { urisIn } from "./attachPictures";
import { pickPictures, readPicture } from "./picture";

/** How long the panel may take to decode pictures; large ones take seconds on a slow machine. */
const preparedWithinMs = 30_000;

/** Has one picture explained, or two compared, in a conversation of its own that the panel shows; gives its id. */
export async function explainScreenshot(
  { composer, conversations }: Pick<Services, "composer" | "conversations">,
  argument: unknown,
  selected: unknown,
): Promise<string | undefined> {
  const pictures = await choosePictures(composer, argument, selected);
  if (pictures.length === 0) return undefined;
  const instruction = screenshotInstruction(pictures.length);
  if (instruction === undefined) {
    throw new UserError(vscode.l10n.t("Choose one picture to explain, or two to compare."));
  }
  const prepared = await preparedByPanel(composer, pictures);
  if (!prepared) return undefined;
  refuseEdited(composer, prepared);
  for (const picture of prepared) composer.remove(picture);
  const question = { instruction, context: [], attachments: prepared };
  const id = conversations.open();
  const asked = conversations.ask(id, { question, complete: () => Promise.resolve(question) });
  await vscode.commands.executeCommand("gloss.openConversation", id);
  await asked;
  return id;
}

/** The pictures given, those attached, or those that the person chooses. */
async function choosePictures(
  composer: Composer,
  argument: unknown,
  selected: unknown,
): Promise<readonly Picture[]> {
  const given = urisIn(argument, selected);
  if (given) return Promise.all(given.map(readPicture));
  const attached = imagesOf(composer);
  if (attached.length > 0) return attached;
  return Promise.all(((await pickPictures({ many: true })) ?? []).map(readPicture));
}

/**
 * The pictures as the panel decodes them: upright, without metadata, of a kind that the engine reads. Undefined if one
 * of them was taken away, by the person or because it cannot be read, which the panel says itself.
 */
async function preparedByPanel(
  composer: Composer,
  pictures: readonly Picture[],
): Promise<readonly Picture[] | undefined> {
  const before = imagesOf(composer);
  const places = pictures.map((picture) => before.indexOf(picture));
  const fresh = pictures.filter((picture) => !before.includes(picture));
  composer.attach(...fresh);
  await vscode.commands.executeCommand("gloss.panel.focus");
  const count = before.length + fresh.length;
  const end = Date.now() + preparedWithinMs;
  for (;;) {
    const images = imagesOf(composer);
    if (images.length < count) return undefined;
    // Exchanged pictures keep their places.
    const own = places.map(
      (place, index) => images[place >= 0 ? place : before.length + freshIndex(places, index)],
    );
    const ready = own.flatMap((picture) => (picture?.size ? [picture] : []));
    if (ready.length === pictures.length) return ready;
    if (Date.now() > end)
      throw new UserError(vscode.l10n.t("A picture could not be prepared in time. Try again."));
    await sleep(20);
  }
}

/** How many pictures before this one were new, too. */
function freshIndex(places: readonly number[], index: number): number {
  return places.slice(0, index).filter((place) => place < 0).length;
}

function imagesOf(composer: Composer): readonly Picture[] {
  return composer.content.attachments.flatMap((attachment) =>
    attachment.kind === "image" ? [attachment] : [],
  );
}
