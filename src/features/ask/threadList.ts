import * as vscode from "vscode";
import type { Conversations } from "../../conversation/conversations";
import type { AskThread } from "./askThread";

/** The open threads; they move with edits of their file and go when it is deleted or closed for good. */
export class ThreadList {
  readonly #conversations: Conversations;
  readonly #open = new Map<AskThread, () => void>();
  readonly #listeners: vscode.Disposable;

  constructor(conversations: Conversations) {
    this.#conversations = conversations;
    this.#listeners = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        for (const thread of this.#of(document.uri))
          for (const change of contentChanges) thread.follow(change);
      }),
      vscode.workspace.onDidDeleteFiles(({ files }) => {
        for (const uri of files) this.#removeAt(uri);
      }),
      vscode.workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri } of files) this.#removeAt(oldUri);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (document.isUntitled) this.#removeAt(document.uri);
      }),
    );
  }

  /** The thread that was opened or asked last. */
  get latest(): AskThread | undefined {
    return [...this.#open.keys()].at(-1);
  }

  add(thread: AskThread, stopDrawing: () => void): void {
    this.#open.set(thread, stopDrawing);
  }

  /** The thread behind what VS Code passes to a thread's command. */
  find(target: unknown): AskThread | undefined {
    const comments =
      typeof target === "object" && target !== null && "thread" in target ? target.thread : target;
    return [...this.#open.keys()].find((thread) => thread.is(comments));
  }

  /** True if a thread is drawn below this line, counted from 0. */
  standsAt(uri: vscode.Uri, line: number): boolean {
    return this.#of(uri).some(({ range }) => range?.end.line === line);
  }

  remove(thread: AskThread): void {
    this.#open.get(thread)?.();
    this.#open.delete(thread);
    this.#conversations.close(thread.conversationId);
    thread.dispose();
  }

  dispose(): void {
    this.#listeners.dispose();
    for (const thread of [...this.#open.keys()]) this.remove(thread);
  }

  #of(uri: vscode.Uri): AskThread[] {
    return [...this.#open.keys()].filter((thread) => thread.uri.toString() === uri.toString());
  }

  // A folder is reported by itself, without what is in it.
  #removeAt(uri: vscode.Uri): void {
    const place = uri.toString();
    for (const thread of [...this.#open.keys()]) {
      const at = thread.uri.toString();
      if (at === place || at.startsWith(`${place}/`)) this.remove(thread);
    }
  }
}
