import * as vscode from "vscode";
import { isLooping } from "../../conversation/isLooping";
import type { Engine } from "../../engine/engine";
import { abortSignalOf } from "../../host/abortSignalOf";
import { loggedReason } from "../../host/loggedReason";
import { wordFailure } from "../../host/wordFailure";
import { MendingStream, mendControlTokens } from "../../prompt/controlTokens";
import type { ChatRequest, ToolCall } from "../../protocol/chat";
import { Failure } from "../../protocol/failure";

export interface AnswerRequestOptions {
  readonly progress: vscode.Progress<vscode.LanguageModelResponsePart>;
  readonly token: vscode.CancellationToken;
  readonly log: vscode.LogOutputChannel;
}

/** Streams the answer to a request of another extension; a failure becomes an error that names it. */
export async function answerRequest(
  engine: Engine,
  request: ChatRequest,
  { progress, token, log }: AnswerRequestOptions,
): Promise<void> {
  try {
    const mending = new MendingStream();
    const say = (text: string): void => {
      if (text !== "") progress.report(new vscode.LanguageModelTextPart(text));
    };
    let raw = "";
    let calls = 0;
    for await (const event of engine.answer(request, abortSignalOf(token))) {
      if (event.kind === "text") {
        raw += event.text;
        say(mending.push(event.text));
        // Leaving the loop closes the connection, which stops the engine. It is no whole answer, and must not pass for one.
        if (isLooping(raw)) throw new Error(wordLoop());
      }
      if (event.kind === "toolCall") {
        calls += 1;
        say(mending.end());
        progress.report(toolCallPart(event.call));
      }
      if (event.kind === "done" && event.stopReason === "length") {
        log.warn(`An answer for another extension was cut at ${String(request.maxTokens)} tokens.`);
        if (raw === "" && calls === 0) throw new Error(wordNothingWhole(request.maxTokens));
      }
      if (event.kind === "done" && event.stopReason === "cancelled") throw new vscode.CancellationError();
    }
    say(mending.end());
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { code, what, todo } = wordFailure(error.reason);
    log.error(`${code} ${loggedReason(error.reason)}`);
    throw new Error(`${what} ${todo} (${code})`, { cause: error });
  }
}

// Text that is cut is of use; a call is not, and its caller must not wait for it.
function wordNothingWhole(maxTokens: number): string {
  return vscode.l10n.t("The answer was cut at {0} tokens before a call of a tool was whole.", maxTokens);
}

function wordLoop(): string {
  return vscode.l10n.t("The model went in circles and was stopped. Ask again in other words.");
}

// A small model may write what is no JSON: the caller must not run half a call.
function toolCallPart({
  id,
  function: { name, arguments: text },
}: ToolCall): vscode.LanguageModelToolCallPart {
  let input: unknown;
  try {
    input = JSON.parse(text === "" ? "{}" : mendControlTokens(text));
  } catch {
    input = undefined; // named below, together with JSON that is no object
  }
  if (typeof input !== "object" || input === null) {
    throw new Error(vscode.l10n.t("The model called {0} with arguments that are no JSON object.", name));
  }
  return new vscode.LanguageModelToolCallPart(id, name, input);
}
