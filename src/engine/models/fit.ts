import type { GpuDevice } from "./gpuDevices";
import type { ModelShape } from "./modelShape";

/** What a model brings along, from its header or the catalogue. */
export interface ModelNeed {
  readonly modelBytes: number;
  /** 0 without a projector. */
  readonly projectorBytes: number;
  /** 0 without a drafter. */
  readonly drafterBytes: number;
  readonly shape: ModelShape;
}

/** This machine, as far as a model is concerned. */
export interface MachineFacts {
  /** Memory that can be had now without pushing others out. */
  readonly freeBytes: number;
  readonly threads: number;
  /** Graphics cards that the engine may use; absent for the processor alone. */
  readonly gpus?: readonly GpuDevice[];
}

/** How a model is loaded. */
export interface LoadPlan {
  readonly contextTokens: number;
  /** Whether the engine keeps a second copy of the weights, ordered for the processor: about twice as fast. */
  readonly repacksWeights: boolean;
  /** How many layers are computed by graphics cards, the output counted as one; absent for the processor alone. */
  readonly gpuLayers?: number;
}

/** Memory that a loaded model takes, by what takes it. */
export interface MemoryForecast {
  readonly weightsBytes: number;
  readonly repackedBytes: number;
  readonly projectorBytes: number;
  readonly drafterBytes: number;
  readonly cacheBytes: number;
  /** Earlier states of the sliding layers, see `keptStates`. */
  readonly keptStatesBytes: number;
  readonly computeBytes: number;
  /** Of the machine's own memory. */
  readonly totalBytes: number;
  /** Of the graphics cards', which is not in the parts above; 0 without them. */
  readonly gpuBytes: number;
}

/** Whether a model runs here, and how. */
export type Fit =
  | {
      readonly kind: "fits" | "slow";
      readonly plan: LoadPlan;
      readonly memory: MemoryForecast;
      /** Most that the engine may keep of conversations other than the latest, out of what is left free; in bytes. */
      readonly promptCacheBytes: number;
      /** A guess from the size of the weights, until it was measured. */
      readonly tokensPerSecond: number;
    }
  | { readonly kind: "tooLarge"; readonly needBytes: number; readonly freeBytes: number };

/** Tokens that the engine takes at once; a picture of 1120 tokens must fit into it. */
export const microBatchTokens = 1152;

/**
 * Sliding layers forget what has left their window, so a prompt that ends differently could not be gone on with. For that
 * the engine keeps this many of their earlier states: the one before the answer, which the follow-up continues, and one
 * before it, to which a question that is asked in other words goes back. llama-server's own default is 32, 10 GB for 12B.
 */
export const keptStates = 2;
/** Conversations that may be gone on with without being read anew, beside the latest. */
const keptConversations = 3;

/** Below this an answer is slower than it is read. */
const slowTokensPerSecond = 6;
const smallerContexts = [16_384, 8192, 4096];

/** Finds the best way to load a model: as asked for, else with one copy of the weights, else with a smaller context. */
export function adviseFit(
  need: ModelNeed,
  wantedContextTokens: number,
  machine: MachineFacts,
  /** Tokens a second, where they were measured. */
  measuredSpeed?: number,
): Fit {
  const contextTokens = Math.min(wantedContextTokens, need.shape.contextTokens);
  const plans: readonly LoadPlan[] = [
    { contextTokens, repacksWeights: true },
    { contextTokens, repacksWeights: false },
    ...smallerContexts
      .filter((smaller) => smaller < contextTokens)
      .map((smaller) => ({ contextTokens: smaller, repacksWeights: false })),
  ].map((plan) => (machine.gpus ? withGpuLayers(need, plan, machine.gpus) : plan));
  for (const plan of plans) {
    const memory = forecastMemory(need, plan);
    if (withSpare(memory) > machine.freeBytes) continue;
    const tokensPerSecond = measuredSpeed ?? guessTokensPerSecond(need, plan, machine);
    const kind = tokensPerSecond < slowTokensPerSecond ? "slow" : "fits";
    const promptCacheBytes = roomForConversations(need, plan, machine.freeBytes - withSpare(memory));
    return { kind, plan, memory, promptCacheBytes, tokensPerSecond };
  }
  const smallest = plans.at(-1) ?? { contextTokens, repacksWeights: false };
  const needBytes = withSpare(forecastMemory(need, smallest));
  return { kind: "tooLarge", needBytes, freeBytes: machine.freeBytes };
}

/** Memory of the model process once it has read a question with a picture, in bytes. */
export function forecastMemory(need: ModelNeed, plan: LoadPlan): MemoryForecast {
  const { shape, modelBytes, projectorBytes, drafterBytes } = need;
  const windowTokens = roundUp(shape.slidingWindowTokens + microBatchTokens, 256);
  const cacheBytes =
    shape.globalCacheBytesPerToken * plan.contextTokens +
    shape.slidingCacheBytesPerToken * Math.min(windowTokens, plan.contextTokens);
  const { onGpu, here } = shares(need, plan);
  const bufferBytes = microBatchTokens * shape.embeddingLength * computeBytesPerCell;
  const parts = {
    weightsBytes: Math.round(modelBytes * here),
    repackedBytes: plan.repacksWeights ? Math.round(modelBytes * here * repackedShare) : 0,
    projectorBytes: onGpu > 0 ? 0 : projectorBytes,
    drafterBytes: onGpu > 0 ? 0 : drafterBytes * (plan.repacksWeights ? 2 : 1),
    cacheBytes: Math.round(cacheBytes * here),
    keptStatesBytes: keptStates * slidingStateBytes(need, plan),
    computeBytes: processBytes + bufferBytes,
  };
  const totalBytes = Object.values(parts).reduce((sum, bytes) => sum + bytes, 0);
  const gpuBytes =
    onGpu > 0
      ? Math.round((modelBytes + cacheBytes) * onGpu) + projectorBytes + drafterBytes + bufferBytes
      : 0;
  return { ...parts, totalBytes, gpuBytes };
}

// Half of what is left, so that others have something left too.
function roomForConversations(need: ModelNeed, plan: LoadPlan, leftBytes: number): number {
  const conversationBytes =
    need.shape.globalCacheBytesPerToken * plan.contextTokens +
    (1 + keptStates) * slidingStateBytes(need, plan);
  return Math.floor(Math.min(keptConversations * conversationBytes, leftBytes / 2));
}

// States are kept in the machine's own memory, wherever the layers are.
function slidingStateBytes({ shape }: ModelNeed, { contextTokens }: LoadPlan): number {
  return shape.slidingCacheBytesPerToken * Math.min(shape.slidingWindowTokens, contextTokens);
}

// As many layers as fit into the cards' free memory, beside what they compute with; some is left to the screen.
function withGpuLayers(need: ModelNeed, plan: LoadPlan, gpus: readonly GpuDevice[]): LoadPlan {
  const roomBytes = gpus.reduce((sum, { freeBytes }) => sum + Math.max(0, freeBytes - gpuSpareBytes), 0);
  for (let gpuLayers = need.shape.blockCount + 1; gpuLayers > 0; gpuLayers--) {
    if (forecastMemory(need, { ...plan, gpuLayers }).gpuBytes <= roomBytes) return { ...plan, gpuLayers };
  }
  return { ...plan, gpuLayers: 0 };
}

/** What part of the layers a plan gives to graphics cards, and what part stays. */
function shares({ shape }: ModelNeed, { gpuLayers = 0 }: LoadPlan): { onGpu: number; here: number } {
  const onGpu = Math.min(1, gpuLayers / (shape.blockCount + 1));
  return { onGpu, here: 1 - onGpu };
}

// Something is left to others, so that the machine does not begin to swap.
function withSpare({ totalBytes }: MemoryForecast): number {
  return totalBytes + Math.min(500_000_000, totalBytes / 10);
}

// Measured with the 12B layout; the table for tokens is not repacked.
const repackedShare = 0.97;
/** The process itself, its vocabulary and its buffers. */
const processBytes = 150_000_000;
const computeBytesPerCell = 150;
/** Untested, as all that is said of graphics cards: an RTX 4060 is reported to give 20 to 25 tokens of 12B a second. */
const gpuBytesPerSecond = 150e9;
const gpuSpareBytes = 300_000_000;

// Each new token reads all weights once. Two cores without a GPU read 27 GB a second in the measured set-up, and the
// memory of most machines gives no more than 50; weights in file order are read at 0.63 of that speed.
function guessTokensPerSecond(need: ModelNeed, plan: LoadPlan, { threads }: MachineFacts): number {
  const { onGpu, here } = shares(need, plan);
  const bytesPerSecond = Math.min(50e9, threads * 13.7e9) * (plan.repacksWeights ? 1 : 0.63);
  return 1 / (need.modelBytes * (here / bytesPerSecond + onGpu / gpuBytesPerSecond));
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
