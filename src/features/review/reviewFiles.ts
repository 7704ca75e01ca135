import * as vscode from "vscode";
import type { ChangedFile } from "../../host/changedFiles";
import type { Services } from "../../host/services";
import { wordEvent } from "../../host/wordProgress";
import { reviewFile, type Reviewed } from "./reviewFile";

/** What became of a review, file by file. */
export interface ReviewedFiles extends Pick<Reviewed, "placed" | "unplaced"> {
  /** Paths of files at which the model was stopped at its limit. */
  readonly cut: readonly string[];
  /** Paths of files that have lines which are too long for the context, and were not sent. */
  readonly tooLong: readonly string[];
  readonly isStopped: boolean;
}

export interface ReviewOptions {
  readonly signal: AbortSignal;
  /** What is being done, and how much of the whole (in percent) was finished since the last call. */
  readonly onProgress: (message: string, increment: number) => void;
}

/** Writes notes on the changed lines of files, one file after the other, until all are done or it is stopped. */
export async function reviewFiles(
  services: Pick<Services, "engine" | "notes">,
  files: readonly ChangedFile[],
  { signal, onProgress }: ReviewOptions,
): Promise<ReviewedFiles> {
  const total = { placed: 0, unplaced: 0 };
  const cut: string[] = [];
  const tooLong: string[] = [];
  for (const [at, file] of files.entries()) {
    if (signal.aborted) break;
    const where = vscode.l10n.t("{0} of {1} files · {2}", at + 1, files.length, file.path);
    onProgress(where, at === 0 ? 0 : 100 / files.length);
    const reviewed = await reviewFile(services, file, {
      signal,
      onEvent: (event) => {
        const now = wordEvent(event);
        onProgress(now === "" ? where : `${where} · ${now}`, 0);
      },
    });
    total.placed += reviewed.placed;
    total.unplaced += reviewed.unplaced;
    if (reviewed.isCut) cut.push(file.path);
    if (reviewed.isTooLong) tooLong.push(file.path);
  }
  return { ...total, cut, tooLong, isStopped: signal.aborted };
}
