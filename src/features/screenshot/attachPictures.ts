import * as vscode from "vscode";
import type { Composer } from "../../host/composer";
import { pickPictures, pictureOf, readPicture, uriIn } from "./picture";

/** Attaches the given files, or those that the person chooses, and shows the panel. */
export async function attachPictures(
  composer: Composer,
  argument: unknown,
  selected: unknown,
): Promise<void> {
  const uris = urisIn(argument, selected) ?? (await pickPictures({ many: true })) ?? [];
  if (uris.length === 0) return;
  await attachUris(composer, uris);
}

/** The files of a command from the Explorer: the one that was clicked, or all that are selected. */
export function urisIn(argument: unknown, selected: unknown): readonly vscode.Uri[] | undefined {
  const uri = uriIn(argument);
  if (!uri) return undefined;
  const all = Array.isArray(selected)
    ? selected.filter((one): one is vscode.Uri => one instanceof vscode.Uri)
    : [];
  return all.length > 1 ? all : [uri];
}

async function attachUris(composer: Composer, uris: readonly vscode.Uri[]): Promise<void> {
  // All are read first: one that is refused must not leave half of them behind.
  const pictures = await Promise.all(uris.map(readPicture));
  composer.attach(...pictures);
  await vscode.commands.executeCommand("gloss.panel.focus");
}

/** Attaches bytes that were pasted or captured, and shows the panel. */
export async function attachBytes(
  composer: Composer,
  { name, bytes }: { readonly name: string; readonly bytes: Uint8Array },
): Promise<void> {
  composer.attach(pictureOf(name, bytes));
  await vscode.commands.executeCommand("gloss.panel.focus");
}
