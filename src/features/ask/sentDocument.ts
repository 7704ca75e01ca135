import * as vscode from "vscode";
import type { ChatMessage, ChatRequest } from "../../protocol/chat";

const scheme = "gloss-sent";

/** What a model was sent. */
export type Sent = Pick<ChatRequest, "messages" | "jsonSchema" | "tools">;

/** Read-only documents that show exactly what was sent to the model. */
export class SentDocuments implements vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #registrations: vscode.Disposable;
  #lastId = 0;

  /** `find` gives what was sent in a conversation by its id, which an address may carry instead of a number. */
  constructor(find: (id: string) => Sent | undefined) {
    this.#registrations = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(scheme, {
        provideTextDocumentContent: ({ query }) => this.#texts.get(query) ?? sentIn(find(query)),
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === scheme) this.#texts.delete(uri.query);
      }),
    );
  }

  /** Opens what was sent beside the code. */
  async show(sent: Sent): Promise<void> {
    // A new address each time: VS Code keeps the text of an old one.
    this.#lastId += 1;
    const id = String(this.#lastId);
    this.#texts.set(id, sentText(sent));
    const uri = vscode.Uri.from({ scheme, path: `/${vscode.l10n.t("sent")} ${id}.md`, query: id });
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true, viewColumn: vscode.ViewColumn.Beside });
  }

  dispose(): void {
    this.#registrations.dispose();
  }
}

function sentIn(sent: Sent | undefined): string {
  return sent ? sentText(sent) : vscode.l10n.t("Nothing was sent in this conversation, or it was closed.");
}

function sentText({ messages, jsonSchema, tools }: Sent): string {
  const more = Object.entries({ schema: jsonSchema, tools }).flatMap(([name, value]) =>
    value ? [`<!-- ${name} -->\n${JSON.stringify(value, null, 2)}`] : [],
  );
  return [...messages.map(messageText), ...more].join("\n\n");
}

function messageText({ role, content }: ChatMessage): string {
  const parts = typeof content === "string" ? [{ type: "text" as const, text: content }] : content;
  const texts = parts.map((part) => {
    switch (part.type) {
      case "text":
        return part.text;
      case "image_url":
        return vscode.l10n.t("(picture, {0} KB)", Math.round((part.image_url.url.length * 3) / 4 / 1000));
      case "input_audio":
        return vscode.l10n.t("(sound, {0} KB)", Math.round((part.input_audio.data.length * 3) / 4 / 1000));
    }
  });
  return [`<!-- ${role} -->`, ...texts].join("\n");
}
