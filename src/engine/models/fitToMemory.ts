import { availableParallelism } from "node:os";
import { Failure } from "../../protocol/failure";
import type { ServerSpec } from "../serverStart";
import { adviseFit, type MemoryForecast } from "./fit";
import { readFreeMemory } from "./memoryNow";

/** The same model, loaded so that it fits into the memory that is free now; throws `Failure` modelTooLarge. */
export async function fitToMemory(
  spec: ServerSpec,
): Promise<{ readonly spec: ServerSpec; readonly memory?: MemoryForecast }> {
  if (!spec.need) return { spec };
  const threads = spec.threads > 0 ? spec.threads : availableParallelism();
  const fit = adviseFit(spec.need, spec.contextTokens, { freeBytes: await readFreeMemory(), threads });
  if (fit.kind === "tooLarge") {
    throw new Failure({ kind: "modelTooLarge", needBytes: fit.needBytes, freeBytes: fit.freeBytes });
  }
  return { spec: { ...spec, ...fit.plan }, memory: fit.memory };
}
