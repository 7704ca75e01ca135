import { availableParallelism } from "node:os";
import path from "node:path";
import { keptStates, microBatchTokens } from "./models/fit";
import type { InsidePaths } from "./sandbox/launcher";

/** Tokens that a picture may take; the micro-batch must hold all of them at once, or llama-server aborts. */
const imageMaxTokens = 1120;

/** Tokens that the engine takes from one request at a time, in micro-batches. */
const batchTokens = 2048;

export interface ServerSettings {
  readonly contextTokens: number;
  /** CPU threads; 0 lets Gloss choose. */
  readonly threads: number;
  /** Whether the weights may be held twice, which is faster; the load decides by the memory that is free. */
  readonly repacksWeights: boolean;
  /** Layers that graphics cards compute; absent for the processor alone. */
  readonly gpuLayers?: number;
  /** Most that is kept of conversations other than the latest, in bytes; absent for nothing. */
  readonly promptCacheBytes?: number;
}

/** Where the server listens inside its world: a socket in the run folder, or a loopback port. */
export type Listen = { readonly kind: "socket" } | { readonly kind: "port"; readonly port: number };

export const socketName = "engine.sock";

/** llama-server's command line; see llama.cpp/tools/server/README.md. */
export function serverArgs(settings: ServerSettings, listen: Listen, inside: InsidePaths): string[] {
  const threads = settings.threads > 0 ? settings.threads : availableParallelism();
  return [
    ...["-m", inside.model],
    ...(inside.projector === undefined ? [] : ["--mmproj", inside.projector]),
    ...(inside.drafter === undefined ? [] : draftingArgs(inside.drafter)),
    ...(listen.kind === "socket"
      ? ["--host", path.posix.join(inside.runFolder, socketName)]
      : ["--host", "127.0.0.1", "--port", String(listen.port)]),
    ...["-c", String(settings.contextTokens), "-b", String(batchTokens), "-ub", String(microBatchTokens)],
    ...["-np", "1", "-t", String(threads), "--image-max-tokens", String(imageMaxTokens)],
    ...["--ctx-checkpoints", String(keptStates)],
    ...["--cache-ram", String(Math.floor((settings.promptCacheBytes ?? 0) / 2 ** 20))],
    ...(settings.repacksWeights ? [] : ["--no-repack"]),
    ...(settings.gpuLayers === undefined ? [] : ["-ngl", String(settings.gpuLayers)]),
    ...["--jinja", "--reasoning-format", "auto", "--no-ui", "--offline"],
  ];
}

// Gemma 4's drafter guesses from the model's own hidden state. Pictures go along with it in llama.cpp v0.5.0
// (test/engine/drafter).
function draftingArgs(drafter: string): readonly string[] {
  return ["--model-draft", drafter, "--spec-type", "draft-mtp", "--spec-draft-n-max", "4"];
}
