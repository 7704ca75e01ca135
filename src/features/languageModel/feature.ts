import * as vscode from "vscode";
import type { Engine, EngineDescription } from "../../engine/engine";
import type { Services } from "../../host/services";
import { readSettings } from "../../host/settings";
import type { ChatMessage } from "../../protocol/chat";
import { abortOf, answerRequest } from "./answerRequest";
import { chatMessages, chatRequestOf } from "./chatRequest";
import { offeredModels, type OfferedModel } from "./modelList";

const vendor = "gloss";

/** Offers the model to other extensions and to the built-in chat. */
export function registerLanguageModel({
  engines,
  log,
}: Pick<Services, "engines" | "log">): vscode.Disposable {
  const didChange = new vscode.EventEmitter<void>();
  const known = new Map<Engine, EngineDescription>();
  const stopWatching = [engines.here, engines.server].map((engine) =>
    engine.onDidChangeState(() => {
      const { state } = engine;
      if (state.kind !== "ready" || state.description === known.get(engine)) return;
      known.set(engine, state.description);
      didChange.fire();
    }),
  );
  const provider: vscode.LanguageModelChatProvider<OfferedModel> = {
    onDidChangeLanguageModelChatInformation: didChange.event,
    provideLanguageModelChatInformation: () => offeredModels(known, engines),
    // One list, for VS Code passes five.
    provideLanguageModelChatResponse: (...[model, messages, options, progress, token]) => {
      const request = chatRequestOf(messages, options, readSettings().answerMaxTokens);
      return answerRequest(engines[model.id], request, { progress, token, log });
    },
    provideTokenCount: async (model, text, token) => {
      const abort = abortOf(token);
      try {
        return await countTokens(engines[model.id], text, abort.signal);
      } finally {
        abort.dispose();
      }
    },
  };
  return vscode.Disposable.from(
    didChange,
    ...stopWatching.map((dispose) => ({ dispose })),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("gloss")) didChange.fire();
    }),
    vscode.lm.registerLanguageModelChatProvider(vendor, provider),
  );
}

/** Tokens that a picture or a sound may take at most; the exact number is known only when it is read. */
const mediaTokens = 1120;

async function countTokens(
  engine: Engine,
  text: string | vscode.LanguageModelChatRequestMessage,
  signal: AbortSignal,
): Promise<number> {
  if (typeof text === "string") return countText(engine, text, signal);
  const counts = chatMessages(text).map(async ({ content }: ChatMessage) => {
    if (typeof content === "string") return countText(engine, content, signal);
    const parts = content.map((part) =>
      part.type === "text" ? countText(engine, part.text, signal) : Promise.resolve(mediaTokens),
    );
    return sum(await Promise.all(parts));
  });
  return sum(await Promise.all(counts));
}

// Counting must not load 7 GB, or tell a server of the text: until a question did that, the length has to do.
async function countText(engine: Engine, text: string, signal: AbortSignal): Promise<number> {
  const { kind } = engine.state;
  return kind === "ready" || kind === "busy" ? engine.countTokens(text, signal) : Math.ceil(text.length / 3);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
