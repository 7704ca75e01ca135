import * as vscode from "vscode";
import type { CatalogueEntry } from "../../engine/models/catalogue";
import type { DownloadProgress } from "../../engine/models/download";
import type { ModelPaths } from "../../engine/models/offers";
import { Failure } from "../../protocol/failure";
import { wordBytes } from "../../host/wordBytes";
import { wordFailure } from "../../host/wordFailure";
import { loggedReason } from "../../host/loggedReason";
import { report } from "../../host/report";
import { messageText } from "../../host/safeMarkdown";
import type { ModelStore } from "../../host/modelStore";
import type { Services } from "../../host/services";

const { t } = vscode.l10n;

const quietKey = "gloss.quietDownloads";

/** Why a download was ended whose model is no longer wanted. */
const removed = new Error("removed");

/** The downloads of this window: one for each model, each with its progress in a notification. */
export class Downloads implements vscode.Disposable {
  readonly #store: ModelStore;
  readonly #log: Services["log"];
  readonly #shown: Services["download"];
  readonly #memory: Services["extension"]["globalState"];
  readonly #running = new Map<string, { readonly stop: AbortController; readonly ended: Promise<unknown> }>();

  constructor(
    store: ModelStore,
    { log, download, extension }: Pick<Services, "download" | "extension" | "log">,
  ) {
    this.#store = store;
    this.#log = log;
    this.#shown = download;
    this.#memory = extension.globalState;
  }

  isRunning(entry: CatalogueEntry): boolean {
    return this.#running.has(entry.id);
  }

  /** Fetches a model to its end; undefined if it was paused, given up or failed, which the person has then been told. */
  async run(entry: CatalogueEntry): Promise<ModelPaths | undefined> {
    if (this.isRunning(entry)) return undefined;
    const stop = new AbortController();
    const title = t("Downloading {0}", entry.name);
    const work = Promise.resolve(
      vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Notification,
          title,
          cancellable: true,
        },
        (progress, cancelled) => {
          cancelled.onCancellationRequested(() => stop.abort());
          const draw = drawn(progress);
          return this.#store.download(entry, {
            signal: stop.signal,
            onProgress: (now) => {
              draw(now);
              const share = Math.min(1, now.doneBytes / now.totalBytes);
              this.#shown.set({ title, detail: wordProgress(now), share });
            },
          });
        },
      ),
    );
    this.#running.set(entry.id, { stop, ended: work.catch(() => undefined) }); // run() tells of its failure
    this.#showContext();
    try {
      await this.#keepQuiet(entry, false);
      return await work;
    } catch (error) {
      if (!stop.signal.aborted && !(error instanceof Failure)) throw error;
      if (stop.signal.reason === removed) return undefined;
      const why = stop.signal.aborted ? undefined : error;
      void report(() => this.#offerToGoOn(entry, why), this.#log); // nobody waits for the person
      return undefined;
    } finally {
      this.#running.delete(entry.id);
      this.#shown.set(undefined); // another one that still runs tells of itself at its next step
      this.#showContext();
    }
  }

  /** Stops all downloads; what they have stays. */
  pause(): void {
    for (const { stop } of this.#running.values()) stop.abort();
  }

  /** Removes what there is of a model, after its download has stopped; returns the bytes that are free again. */
  async remove(entry: CatalogueEntry): Promise<number> {
    const running = this.#running.get(entry.id);
    running?.stop.abort(removed);
    await running?.ended;
    return this.#store.remove(entry);
  }

  /** Asks what shall become of a download that stopped. */
  async #offerToGoOn(entry: CatalogueEntry, error: unknown): Promise<void> {
    if (!(error instanceof Failure)) {
      await this.#ask(entry, t("The download of {0} is paused.", entry.name));
      return;
    }
    const { code, what, todo } = wordFailure(error.reason);
    this.#log.error(`${code} ${loggedReason(error.reason)}`);
    await this.#ask(entry, `${what} ${todo}`, vscode.window.showErrorMessage);
  }

  /** Offers to go on with what an earlier window has left. */
  async offerUnfinished(): Promise<void> {
    for (const { entry, doneBytes } of await this.#store.unfinished()) {
      if (this.#quiet().includes(entry.id) || (await this.#store.isBeingFetched(entry))) continue;
      const total = entry.files.reduce((sum, { bytes }) => sum + bytes, 0);
      const [done, all] = [wordBytes(doneBytes), wordBytes(total)];
      const never = t("Don't Show Again");
      const text = t("The download of {0} stopped at {1} of {2}.", entry.name, done, all);
      const answer = await this.#ask(entry, text, vscode.window.showInformationMessage, never);
      if (answer === never) await this.#keepQuiet(entry, true);
    }
  }

  /** Models whose unfinished download a person wants to hear no more of; the list still shows it. */
  #quiet(): readonly string[] {
    return this.#memory.get<readonly string[]>(quietKey, []);
  }

  async #keepQuiet({ id }: CatalogueEntry, isQuiet: boolean): Promise<void> {
    const others = this.#quiet().filter((other) => other !== id);
    await this.#memory.update(quietKey, isQuiet ? [...others, id] : others);
  }

  async #ask(
    entry: CatalogueEntry,
    text: string,
    show: typeof vscode.window.showInformationMessage = vscode.window.showInformationMessage,
    ...more: readonly string[]
  ): Promise<string | undefined> {
    const [resume, discard] = [t("Resume"), t("Delete What Is There")];
    const answer = await show<string>(messageText(text), resume, discard, ...more);
    if (answer === resume) await vscode.commands.executeCommand("gloss.downloadModel", entry.id);
    if (answer === discard) await this.remove(entry);
    return answer;
  }

  dispose(): void {
    this.pause();
  }

  #showContext(): void {
    void vscode.commands.executeCommand("setContext", "gloss.isDownloading", this.#running.size > 0); // cannot fail
  }
}

function drawn(
  progress: vscode.Progress<{ message: string; increment: number }>,
): (now: DownloadProgress) => void {
  let before = 0;
  return (now) => {
    const { doneBytes, totalBytes } = now;
    const increment = Math.max(0, ((doneBytes - before) / totalBytes) * 100);
    before = Math.max(before, doneBytes);
    progress.report({ message: wordProgress(now), increment });
  };
}

/** "3.1 GB of 7.2 GB · 12 MB/s · 6 min left" */
export function wordProgress(now: DownloadProgress): string {
  const { phase, doneBytes, totalBytes, bytesPerSecond, secondsLeft } = now;
  const parts = [t("{0} of {1}", wordBytes(doneBytes), wordBytes(totalBytes))];
  if (phase === "checking") parts.push(t("checking what is there"));
  if (phase === "waiting") parts.push(t("the connection broke, trying again"));
  if (bytesPerSecond !== undefined) parts.push(`${wordBytes(bytesPerSecond)}/s`);
  if (secondsLeft !== undefined) parts.push(timeLeft(secondsLeft));
  return parts.join(" · ");
}

function timeLeft(seconds: number): string {
  if (seconds < 90) return t("{0} s left", Math.ceil(seconds));
  if (seconds < 5400) return t("{0} min left", Math.round(seconds / 60));
  return t("{0} h left", (seconds / 3600).toFixed(1));
}
