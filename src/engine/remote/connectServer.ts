import { Failure } from "../../protocol/failure";
import type { ServerKind } from "../chatBody";
import { fetchDescription } from "../chatClient";
import type { ServerModel } from "../chatReplies";
import type { EngineDescription } from "../engine";
import type { Endpoint } from "../httpRequest";
import { callServer, loadReplies, parseReply } from "../serverReplies";
import { probeMedia } from "./probeMedia";
import { askUntilFree, retryLimits, type RetryLimits } from "./retry";
import { endpointOf, hostOf, isPrivateWay, type ServerTarget } from "./serverTarget";

/** A server that was asked what it is and what it can. */
export interface Connection {
  readonly target: ServerTarget;
  readonly endpoint: Endpoint;
  readonly serverKind: ServerKind;
  readonly model: string;
  readonly description: EngineDescription;
}

/** Finds the model and what it can take; throws `Failure`, or the error of a connection that failed. */
export async function connectServer(
  target: ServerTarget,
  signal: AbortSignal,
  limits: RetryLimits = retryLimits,
): Promise<Connection> {
  const endpoint = endpointOf(target);
  const busy = { limits, host: hostOf(target.url) };
  const patiently = <T>(ask: () => Promise<T>): Promise<T> => askUntilFree(ask, busy, signal);
  const model = await patiently(() => findModel(target, signal));
  const own = await patiently(() => llamaServerFacts(endpoint, signal));
  const media = own ?? (await patiently(() => probedMedia(endpoint, model.id, signal)));
  const isCounted = await patiently(() => hasTokenizer(endpoint, model.id, signal));
  const tokenCount = isCounted ? "exact" : "estimated";
  return {
    target,
    endpoint,
    serverKind: own ? "llamaServer" : serverKindOf(model),
    model: model.id,
    description: {
      modelName: shortName(model.id),
      contextTokens: own?.contextTokens ?? contextOf(model) ?? target.contextTokens,
      readsImages: media.readsImages,
      hearsAudio: media.hearsAudio,
      server: {
        host: hostOf(target.url),
        isPrivateWay: isPrivateWay(target.url),
        model: model.id,
        tokenCount,
      },
    },
  };
}

/** The chosen model of a server, or its first; throws `Failure` serverModelMissing. */
export async function findModel(target: ServerTarget, signal: AbortSignal): Promise<ServerModel> {
  const { modelsBody } = await loadReplies();
  const text = await callServer(endpointOf(target), "/v1/models", { signal });
  const { data } = parseReply(text, modelsBody);
  const found = target.model === "" ? data[0] : data.find(({ id }) => id === target.model);
  if (found) return found;
  const offered = data.map(({ id }) => id);
  throw new Failure({ kind: "serverModelMissing", host: hostOf(target.url), model: target.model, offered });
}

/** What llama-server says of itself; undefined for every other server. */
async function llamaServerFacts(endpoint: Endpoint, signal: AbortSignal) {
  try {
    return await fetchDescription(endpoint, signal);
  } catch (error) {
    if (isNoSuchPage(error)) return undefined; // another kind of server
    throw error;
  }
}

async function probedMedia(endpoint: Endpoint, model: string, signal: AbortSignal) {
  const { image, audio } = await probeMedia(endpoint, model, signal);
  return { readsImages: image.kind === "read", hearsAudio: audio.kind === "read" };
}

async function hasTokenizer(endpoint: Endpoint, model: string, signal: AbortSignal): Promise<boolean> {
  const { fetchTokenCount } = await import("../chatClient");
  try {
    await fetchTokenCount(endpoint, { text: "Hi", model }, signal);
    return true;
  } catch (error) {
    if (isNoSuchPage(error)) return false; // Ollama and most gateways have none: lengths are estimated
    throw error;
  }
}

// A server in trouble does not say what it is, and what it is counts for as long as it is connected. One that wants a key
// for a page that it does not have is a gateway: whether the key is right, the questions tell.
function isNoSuchPage(error: unknown): boolean {
  if (!(error instanceof Failure)) return false;
  return error.reason.kind !== "engineRefused" || !inTrouble.includes(error.reason.status);
}

const inTrouble = [429, 502, 503, 504];

/** The context of a model as its server states it. */
export function contextOf({ max_model_len, context_length, meta }: ServerModel): number | undefined {
  return max_model_len ?? context_length ?? meta?.n_ctx ?? undefined;
}

// vLLM and SGLang name themselves as the owner; extra fields are left away for everything that is not known to take them.
function serverKindOf({ owned_by }: ServerModel): ServerKind {
  return owned_by === "vllm" || owned_by === "sglang" ? "template" : "plain";
}

// "google/gemma-4-12b-it" and "/models/gemma-4-12b.gguf" are called by their last part.
function shortName(id: string): string {
  return (id.split(/[/\\]/).pop() ?? id).replace(/\.gguf$/i, "");
}
