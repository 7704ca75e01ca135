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
}

/** How a model is loaded. */
export interface LoadPlan {
  readonly contextTokens: number;
  /** Whether the engine keeps a second copy of the weights, ordered for the processor: about twice as fast. */
  readonly repacksWeights: boolean;
}

/** Memory that a loaded model takes, by what takes it. */
export interface MemoryForecast {
  readonly weightsBytes: number;
  readonly repackedBytes: number;
  readonly projectorBytes: number;
  readonly drafterBytes: number;
  readonly cacheBytes: number;
  readonly computeBytes: number;
  readonly totalBytes: number;
}

/** Whether a model runs here, and how. */
export type Fit =
  | {
      readonly kind: "fits" | "slow";
      readonly plan: LoadPlan;
      readonly memory: MemoryForecast;
      /** A guess from the size of the weights, until it was measured. */
      readonly tokensPerSecond: number;
    }
  | { readonly kind: "tooLarge"; readonly needBytes: number; readonly freeBytes: number };

/** Tokens that the engine takes at once; a picture of 1120 tokens must fit into it. */
export const microBatchTokens = 1152;

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
  ];
  for (const plan of plans) {
    const memory = forecastMemory(need, plan);
    if (withSpare(memory) > machine.freeBytes) continue;
    const tokensPerSecond = measuredSpeed ?? guessTokensPerSecond(need, plan, machine);
    const kind = tokensPerSecond < slowTokensPerSecond ? "slow" : "fits";
    return { kind, plan, memory, tokensPerSecond };
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
  const parts = {
    weightsBytes: modelBytes,
    repackedBytes: plan.repacksWeights ? Math.round(modelBytes * repackedShare) : 0,
    projectorBytes,
    drafterBytes: drafterBytes * (plan.repacksWeights ? 2 : 1),
    cacheBytes,
    computeBytes: processBytes + microBatchTokens * shape.embeddingLength * computeBytesPerCell,
  };
  const totalBytes = Object.values(parts).reduce((sum, bytes) => sum + bytes, 0);
  return { ...parts, totalBytes };
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

// Each new token reads all weights once. Two cores without a GPU read 27 GB a second in the measured set-up, and the
// memory of most machines gives no more than 50; weights in file order are read at 0.63 of that speed.
function guessTokensPerSecond(need: ModelNeed, plan: LoadPlan, { threads }: MachineFacts): number {
  const bytesPerSecond = Math.min(50e9, threads * 13.7e9) * (plan.repacksWeights ? 1 : 0.63);
  return bytesPerSecond / need.modelBytes;
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
