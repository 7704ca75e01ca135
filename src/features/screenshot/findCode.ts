import * as vscode from "vscode";
import { bareBytes } from "../../attachments/bareBytes";
import { findCode, type CodeSearchResult } from "../../codeSearch/findCode";
import type { FoundFile } from "../../codeSearch/rankFiles";
import { snippetsOf } from "../../codeSearch/snippets";
import { isKeptOut } from "../../host/keptOut";
import { loggedReason } from "../../host/loggedReason";
import { report } from "../../host/report";
import type { Services } from "../../host/services";
import { UserError } from "../../host/userError";
import { wordFailure } from "../../host/wordFailure";
import { formatCount } from "../../host/wordProgress";
import type { Picture } from "../../prompt/visibleTexts";
import type { ContextItem } from "../../protocol/conversation";
import { Failure } from "../../protocol/failure";
import { emptyPage, foundPage } from "./foundCodePage";
import { FoundCodeView, Stopped } from "./foundCodeView";
import { choosePicture } from "./picture";
import { readTexts, type ReadTexts } from "./readTexts";
import { WorkspaceFiles } from "./workspaceFiles";

export type FindCodeServices = Pick<Services, "composer" | "engine" | "extension" | "log">;

/** What the command returns to a program that runs it. */
export interface FoundCode {
  readonly texts: readonly string[];
  /** True if there are more texts in the picture than were read. */
  readonly isCut: boolean;
  /** Best first; lines are counted from 1. */
  readonly files: readonly {
    readonly path: string;
    readonly uri: string;
    readonly score: number;
    readonly matches: readonly { readonly text: string; readonly line: number }[];
  }[];
}

/** Files whose snippets go into a question, and how much of each. */
const askedFiles = 3;
const snippetLimits = { around: 8, maxLines: 60 };

/**
 * Finds the code that draws a picture, shows it in a tab, and returns it. With `{imageUri, show: false}` nothing is
 * shown: for programs, e.g. a tool of a language model; they may add an AbortSignal as `signal`, which stops it.
 */
export async function findCodeForScreenshot(
  services: FindCodeServices,
  argument: unknown,
): Promise<FoundCode | undefined> {
  if (!vscode.workspace.workspaceFolders?.length) {
    throw new UserError(vscode.l10n.t("Open the folder whose code draws the picture first."));
  }
  const picture = await choosePicture(argument, services.composer);
  if (!picture) return undefined;
  return isSilent(argument)
    ? findSilently(services, picture, signalIn(argument))
    : findInView(services, picture);
}

function isSilent(argument: unknown): argument is object {
  return typeof argument === "object" && argument !== null && "show" in argument && argument.show === false;
}

function signalIn(argument: object): AbortSignal {
  return "signal" in argument && argument.signal instanceof AbortSignal
    ? argument.signal
    : new AbortController().signal;
}

async function findSilently(
  services: FindCodeServices,
  picture: Picture,
  signal: AbortSignal,
): Promise<FoundCode | undefined> {
  const isSentAsItIs = bareBytes(picture.mimeType, picture.bytes) !== undefined;
  try {
    const prepared = isSentAsItIs ? picture : await drawnBriefly(services, picture);
    const onPhase = (): void => undefined;
    const found = await search(services.engine, prepared, { signal, onPhase });
    return signal.aborted ? undefined : foundCode(found);
  } catch (error) {
    if (signal.aborted) return undefined; // whoever stopped it knows
    throw error;
  }
}

/** The picture in a form that can be sent. Only a page decodes its kind: a tab is there for as long as that takes. */
async function drawnBriefly({ extension, log }: FindCodeServices, picture: Picture): Promise<Picture> {
  const idle = (): Promise<void> => Promise.resolve();
  const view = await FoundCodeView.open(extension.extensionUri, picture, {
    ask: idle,
    open: idle,
    report: (work) => void report(work, log), // there is nothing on the page that could be pressed
  });
  try {
    return await view.prepared;
  } catch (error) {
    throw error instanceof Stopped ? new UserError(vscode.l10n.t("Stopped.")) : error;
  } finally {
    view.dispose();
  }
}

async function findInView(services: FindCodeServices, picture: Picture): Promise<FoundCode | undefined> {
  const { extension, log, engine } = services;
  let ask = (): Promise<void> => Promise.resolve();
  let open: (path: string, line: number) => Promise<void> = () => Promise.resolve();
  const view = await FoundCodeView.open(extension.extensionUri, picture, {
    ask: () => ask(),
    open: (path, line) => open(path, line),
    report: (work) => void report(work, log), // it shows what went wrong by itself
  });
  const onPhase = (phase: string): void => view.draw(emptyPage({ phase }));
  try {
    onPhase(vscode.l10n.t("Opening the picture…"));
    const prepared = await view.prepared;
    const found = await search(engine, prepared, { signal: view.signal, onPhase });
    const { read, result, files } = found;
    if (view.signal.aborted) throw new Stopped();
    open = (path, line) => openAt(files.uriOf(path), line);
    ask = () => askAbout(services, { picture, prepared }, { result, files });
    view.draw(
      read.texts.length === 0
        ? emptyPage({ notice: vscode.l10n.t("No text was read in this picture.") })
        : foundPage(read, result, files),
    );
    return foundCode(found);
  } catch (error) {
    if (view.signal.aborted) {
      view.draw(emptyPage({ notice: vscode.l10n.t("Stopped.") }));
      return undefined;
    }
    if (error instanceof UserError) view.draw(emptyPage({ notice: error.message }));
    else if (error instanceof Failure) {
      const { what, todo, code } = wordFailure(error.reason);
      log.error(`${code} ${loggedReason(error.reason)}`);
      view.draw(emptyPage({ notice: `${what} ${todo} (${code})` }));
    } else throw error;
    return undefined;
  }
}

interface Found {
  readonly read: ReadTexts;
  readonly result: CodeSearchResult;
  readonly files: WorkspaceFiles;
}

async function search(
  engine: FindCodeServices["engine"],
  picture: Picture,
  { signal, onPhase }: { readonly signal: AbortSignal; readonly onPhase: (phase: string) => void },
): Promise<Found> {
  const cancel = new vscode.CancellationTokenSource();
  const onAbort = (): void => cancel.cancel();
  signal.addEventListener("abort", onAbort);
  try {
    const files = new WorkspaceFiles(cancel.token);
    const read = await readTexts(engine, picture, { signal, onPhase });
    const { texts } = read;
    if (texts.length === 0) return { read, files, result: { files: [], searchedFileCount: 0, missing: [] } };
    onPhase(vscode.l10n.t("Searching the workspace…"));
    const result = await findCode(
      texts.map(({ text }) => text),
      files,
      {
        signal,
        onProgress: (done, total) => {
          if (done % 500 === 0) {
            onPhase(vscode.l10n.t("Searching {0} of {1} files", formatCount(done), formatCount(total)));
          }
        },
      },
    );
    return { read, result, files };
  } finally {
    signal.removeEventListener("abort", onAbort);
    cancel.dispose();
  }
}

function foundCode({ read: { texts, isCut }, result, files }: Found): FoundCode {
  return {
    texts: texts.map(({ text }) => text),
    isCut,
    files: result.files.map(({ path, score, matches }) => ({
      path,
      uri: files.uriOf(path)?.toString() ?? "",
      score,
      matches: matches.map(({ textIndex, line }) => ({ text: texts[textIndex]?.text ?? "", line })),
    })),
  };
}

async function openAt(uri: vscode.Uri | undefined, line: number): Promise<void> {
  if (!uri) return;
  const document = await vscode.workspace.openTextDocument(uri);
  const { range } = document.lineAt(Math.min(line, document.lineCount) - 1);
  // Beside the picture, so that both are seen.
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, selection: range });
}

/**
 * Puts the picture and the best pieces of the best files into the panel's question. A picture that was attached when
 * the search began, and was covered since, stays as it is now.
 */
async function askAbout(
  { composer }: FindCodeServices,
  { picture, prepared }: { readonly picture: Picture; readonly prepared: Picture },
  { result, files }: Pick<Found, "result" | "files">,
): Promise<void> {
  const best = result.files.slice(0, askedFiles);
  const snippets = await Promise.all(best.map((file) => contextOf(file, files)));
  const isAttached =
    composer.current(picture) !== undefined ||
    composer.content.attachments.some(({ bytes }) => Buffer.compare(bytes, prepared.bytes) === 0);
  if (!isAttached) composer.attach(prepared);
  composer.addSnippets(...snippets.flatMap((items) => items ?? []));
  await vscode.commands.executeCommand("gloss.panel.focus");
  const keptOut = best.filter((_, index) => !snippets[index]).map(({ path }) => path);
  if (keptOut.length > 0) {
    throw new UserError(
      vscode.l10n.t(
        "{0} was left out: it looks secret, is ignored by Git, or is too large.",
        keptOut.join(", "),
      ),
    );
  }
}

/** The best pieces of a file; undefined for one that must not be added by itself. */
async function contextOf(
  file: FoundFile,
  files: WorkspaceFiles,
): Promise<readonly ContextItem[] | undefined> {
  const uri = files.uriOf(file.path);
  if (!uri || (await isKeptOut(uri))) return undefined;
  const document = await vscode.workspace.openTextDocument(uri);
  return snippetsOf(file, document.getText(), snippetLimits).map(({ startLine, endLine, text }) => ({
    kind: "snippet",
    label: `${file.path} ${String(startLine)}-${String(endLine)}`,
    languageId: document.languageId,
    text,
  }));
}
