import * as vscode from "vscode";
import { readImage } from "../../attachments/imageInfo";
import type { Engine, EngineDescription } from "../../engine/engine";
import { abortSignalOf } from "../../host/abortSignalOf";
import type { Services } from "../../host/services";
import { readSettings } from "../../host/settings";
import { imageTokens } from "../../protocol/imageTokens";
import { answerRequest } from "./answerRequest";
import { chatRequestOf, partsIn, textIn } from "./chatRequest";
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
    provideTokenCount: (model, text, token) => countTokens(engines[model.id], text, abortSignalOf(token)),
  };
  const registration = vscode.lm.registerLanguageModelChatProvider(vendor, provider);
  // The chat's model picker looks at providers that tell of a change; before that it is empty.
  didChange.fire();
  return vscode.Disposable.from(
    didChange,
    ...stopWatching.map((dispose) => ({ dispose })),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("gloss")) didChange.fire();
    }),
    registration,
  );
}

/** Longest sound that the model takes: 30 s of 25 tokens. */
const soundTokens = 750;

async function countTokens(
  engine: Engine,
  text: string | vscode.LanguageModelChatRequestMessage,
  signal: AbortSignal,
): Promise<number> {
  if (typeof text === "string") return countText(engine, text, signal);
  const counts = text.content
    .flatMap(partsIn)
    .map((part) =>
      part instanceof vscode.LanguageModelDataPart && /^(image|audio)\//.test(part.mimeType)
        ? Promise.resolve(mediaTokens(part))
        : countText(engine, textIn(part), signal),
    );
  return (await Promise.all(counts)).reduce((total, count) => total + count, 0);
}

function mediaTokens({ mimeType, data }: vscode.LanguageModelDataPart): number {
  if (mimeType.startsWith("audio/")) return soundTokens;
  const info = readImage(mimeType, data);
  return info.kind === "bad" ? 0 : imageTokens(info);
}

// Counting must not load 7 GB, or tell a server of the text: until a question did that, the length has to do.
async function countText(engine: Engine, text: string, signal: AbortSignal): Promise<number> {
  const { kind } = engine.state;
  return kind === "ready" || kind === "busy" ? engine.countTokens(text, signal) : Math.ceil(text.length / 3);
}
