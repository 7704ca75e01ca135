import { availableParallelism } from "node:os";
import { Failure } from "../../protocol/failure";
import type { ServerSpec } from "../serverStart";
import type { GpuDevice } from "./gpuDevices";
import { adviseFit, type LoadPlan, type MemoryForecast } from "./fit";
import { readFreeMemory } from "./memoryNow";

/** The same model, loaded so that it fits into the memory that is free now; throws `Failure` modelTooLarge. */
export async function fitToMemory(
  spec: ServerSpec,
  gpus: readonly GpuDevice[] | undefined,
): Promise<{ readonly spec: ServerSpec; readonly memory?: MemoryForecast; readonly plan?: LoadPlan }> {
  if (!spec.need) return { spec };
  const threads = spec.threads > 0 ? spec.threads : availableParallelism();
  const fit = adviseFit(spec.need, spec.contextTokens, {
    freeBytes: await readFreeMemory(),
    threads,
    ...(gpus && { gpus }),
  });
  if (fit.kind === "tooLarge") {
    throw new Failure({ kind: "modelTooLarge", needBytes: fit.needBytes, freeBytes: fit.freeBytes });
  }
  const { plan, memory, promptCacheBytes } = fit;
  return { spec: { ...spec, ...plan, promptCacheBytes }, memory, plan };
}
