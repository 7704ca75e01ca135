import * as vscode from "vscode";
import { completeRequest } from "../../conversation/completeRequest";
import { changedFiles, type ChangedFile, type WhichChanges } from "../../host/changedFiles";
import type { GitRepository } from "../../host/git";
import type { Services } from "../../host/services";
import { UserError } from "../../host/userError";
import { groupHunks, hunksText } from "../../notes/diffHunks";
import { readCommitMessage } from "../../notes/readNotes";
import { commitMessageRequest } from "../../prompt/commitMessage";
import type { FileChange } from "../../prompt/review";

const maxTokens = 300;
/** System text, instruction, recent subjects and the marks around them, rounded up. */
const frameTokens = 500;
const maxCharacters = 24_000;
const recentCommits = 5;

interface CommitMessage {
  readonly message: string;
  /** Paths of files that were not sent: secret, ignored or too large. */
  readonly keptOut: readonly string[];
  /** Paths of files whose change was too long, and was sent in part. */
  readonly shortened: readonly string[];
}

/** Has a commit message written for the changes; empty if it was stopped. Throws `UserError` if none came. */
export async function commitMessageFor(
  engine: Services["engine"],
  { repository, which }: { readonly repository: GitRepository; readonly which: WhichChanges },
  signal: AbortSignal,
): Promise<CommitMessage> {
  const { files, keptOut } = await changedFiles(repository, which);
  const { contextTokens } = await engine.describe(signal);
  const sent = await changesThatFit(files, contextTokens - maxTokens - frameTokens, (text) =>
    engine.countTokens(text, signal),
  );
  const request = commitMessageRequest(
    { changes: sent, recentSubjects: await recentSubjects(repository) },
    maxTokens,
  );
  const { text } = await completeRequest(engine, request, { signal });
  const message = await readCommitMessage(text);
  if (message === undefined && !signal.aborted)
    throw new UserError(
      vscode.l10n.t("The model wrote no commit message. Try again, or stage fewer changes."),
    );
  const shortened = sent.filter(({ moreLines }) => moreLines > 0).map(({ path }) => path);
  return { message: message ?? "", keptOut, shortened };
}

/** A change as it is sent, and how many of its lines are not. */
interface SentChange extends FileChange {
  readonly moreLines: number;
}

/** The changes, each cut to its share of the room; what is cut away is said in its place. */
async function changesThatFit(
  files: readonly ChangedFile[],
  roomTokens: number,
  countTokens: (text: string) => Promise<number>,
): Promise<SentChange[]> {
  for (let room = maxCharacters; ; room /= 2) {
    const share = room / Math.max(1, files.length);
    const changes = files.map((file) => shortened(file, share));
    const tokens = await countTokens(changes.map(({ path, diff }) => `${path}\n${diff}`).join("\n"));
    if (tokens <= roomTokens || share < 80) return changes;
  }
}

function shortened({ path, hunks, isDeleted }: ChangedFile, maxLength: number): SentChange {
  if (isDeleted) return { path, diff: "(deleted)", moreLines: 0 };
  if (hunks.length === 0) return { path, diff: "(binary or renamed)", moreLines: 0 };
  const [first, ...others] = groupHunks(hunks, maxLength);
  const moreLines = others.flat().flatMap(({ lines }) => lines).length;
  const diff = hunksText(first ?? []);
  return { path, diff: moreLines === 0 ? diff : `${diff}\n(${String(moreLines)} more lines)`, moreLines };
}

async function recentSubjects(repository: GitRepository): Promise<string[]> {
  try {
    const commits = await repository.log({ maxEntries: recentCommits });
    return commits.map(({ message }) => message.split("\n", 1).join(""));
  } catch {
    return []; // no commit yet
  }
}

/** Puts a message into the input of the source control view; what was typed there stays below it. One undo takes it out. */
export function fillInput({ inputBox }: GitRepository, message: string): void {
  const typed = inputBox.value.trim();
  inputBox.value = typed === "" || typed === message ? message : `${message}\n\n${typed}`;
}
