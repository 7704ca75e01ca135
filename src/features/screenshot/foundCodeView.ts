import * as vscode from "vscode";
import { bareBytes } from "../../attachments/bareBytes";
import { UserError } from "../../host/userError";
import { webviewPage } from "../../host/webviewPage";
import type { Picture } from "../../prompt/visibleTexts";
import type { FoundCodeHostMessage, FoundCodeMessage, FoundCodePage } from "../../protocol/foundCodeContract";

/** What a person does on the page. */
export interface FoundCodeActions {
  readonly open: (path: string, line: number) => Promise<void>;
  readonly ask: () => Promise<void>;
  /** Where errors of these become messages. */
  readonly report: (work: () => Promise<void>) => void;
}

/** An editor tab with a picture and the code that draws it. Closing it stops what is being done for it. */
export class FoundCodeView {
  readonly #panel: vscode.WebviewPanel;
  readonly #picture: Picture;
  readonly #actions: FoundCodeActions;
  readonly #stop = new AbortController();
  readonly #prepared = new Settled<Picture>();
  #page: FoundCodePage | undefined;
  #isClosed = false;

  private constructor(panel: vscode.WebviewPanel, picture: Picture, actions: FoundCodeActions) {
    this.#panel = panel;
    this.#picture = picture;
    this.#actions = actions;
    panel.onDidDispose(() => {
      this.#isClosed = true;
      this.#stop.abort();
    });
    this.#stop.signal.addEventListener("abort", () => this.#prepared.reject(new Stopped()));
  }

  static async open(
    extensionUri: vscode.Uri,
    picture: Picture,
    actions: FoundCodeActions,
  ): Promise<FoundCodeView> {
    const { foundCodeMessage } = await import("../../protocol/foundCodeContract");
    const title = vscode.l10n.t("Code of {0}", picture.name);
    const panel = vscode.window.createWebviewPanel("gloss.foundCode", title, vscode.ViewColumn.Active, {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(extensionUri, "dist", "webview")],
    });
    const view = new FoundCodeView(panel, picture, actions);
    panel.webview.onDidReceiveMessage((message: unknown) => view.#receive(foundCodeMessage.parse(message)));
    panel.webview.html = webviewPage(panel.webview, extensionUri, "foundCode");
    return view;
  }

  /** The picture as it can be sent: upright, without metadata, of a kind that the engine reads. */
  get prepared(): Promise<Picture> {
    return this.#prepared.promise;
  }

  /** Aborted by the Stop button, and when the tab is closed. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  draw(page: FoundCodePage): void {
    this.#page = page;
    this.#post({ kind: "draw", page });
  }

  dispose(): void {
    this.#panel.dispose();
  }

  #receive(message: FoundCodeMessage): void {
    switch (message.kind) {
      case "ready": {
        // Also after the tab was hidden: a page that is shown again begins anew.
        const { mimeType, bytes } = this.#picture;
        const copy = new Uint8Array(bytes);
        const mustEncode = bareBytes(mimeType, copy) === undefined;
        this.#post({ kind: "picture", mimeType, bytes: copy, mustEncode });
        if (this.#page) this.#post({ kind: "draw", page: this.#page });
        return;
      }
      case "prepared": {
        const { picture: bytes } = message;
        this.#prepared.resolve(bytes ? { ...this.#picture, bytes, mimeType: "image/png" } : this.#picture);
        return;
      }
      case "unreadable":
        this.#prepared.reject(
          new UserError(
            vscode.l10n.t(
              "{0} cannot be read as a picture. It may be cut off or damaged.",
              this.#picture.name,
            ),
          ),
        );
        return;
      case "stop":
        this.#stop.abort();
        return;
      case "open":
        this.#actions.report(() => this.#actions.open(message.path, message.line));
        return;
      case "ask":
        this.#actions.report(() => this.#actions.ask());
        return;
    }
  }

  #post(message: FoundCodeHostMessage): void {
    if (!this.#isClosed) void this.#panel.webview.postMessage(message); // a hidden page asks anew
  }
}

/** A promise that is settled from outside, by whichever message comes first. */
class Settled<T> {
  resolve: (value: T) => void = () => undefined;
  reject: (error: Error) => void = () => undefined;
  readonly promise = new Promise<T>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });
}

/** The person stopped it: nothing to tell them. */
export class Stopped extends Error {}
