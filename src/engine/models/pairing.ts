import { Failure, type Misfit } from "../../protocol/failure";
import type { GgufChatModel, GgufDrafter, GgufProjector } from "./gguf";

/** Throws a `Failure` if the projector or drafter was made for another model. */
export function checkPair(model: GgufChatModel, part: GgufProjector | GgufDrafter): void {
  const misfit = misfitOf(model, part);
  if (misfit) throw new Failure({ kind: "madeForAnotherModel", path: part.path, ...misfit });
}

/** The first number in which a projector or drafter is not the model's; undefined if it can be used with it. */
export function misfitOf(model: GgufChatModel, part: GgufProjector | GgufDrafter): Misfit | undefined {
  const { role } = part;
  const other = (number: Misfit["number"], has: number, needs: number): Misfit => ({
    role,
    number,
    has,
    needs,
  });
  if (part.embeddingLength !== model.embeddingLength) {
    return other("embeddingLength", part.embeddingLength, model.embeddingLength);
  }
  if (part.role === "projector") return undefined;
  // llama.cpp v0.5.0 looks at none of these: it aborts while it loads, or in an answer, at the first guess that the model
  // has no token for. With fewer tokens or keys it runs, and guesses nonsense.
  if (part.vocabularySize !== undefined && part.vocabularySize !== model.vocabularySize) {
    return other("vocabularySize", part.vocabularySize, model.vocabularySize);
  }
  for (const layer of ["sliding", "global"] as const) {
    const [reads, kept] = [part.readKeys?.[layer] ?? 0, model.keptKeys?.[layer]];
    if (kept !== undefined && reads > kept) return other("keys", reads, kept);
  }
  return undefined;
}
