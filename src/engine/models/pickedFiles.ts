import path from "node:path";
import { discoverModels } from "./discover";
import { readGguf, type GgufChatModel, type GgufModel } from "./gguf";
import type { ModelPaths } from "./offers";
import { checkPair } from "./pairing";

/**
 * Checks files that a person picked, and finds what lies beside the model and was not picked. Undefined if they are not
 * one model with one projector and one drafter at most; throws `Failure` if one cannot be used, or not with this model.
 */
export async function pairPicked(files: readonly string[]): Promise<ModelPaths | undefined> {
  const headers = await Promise.all(files.map((file) => readGguf(file)));
  const roles = new Set(headers.map(({ role }) => role));
  const model = headers.find((header) => header.role === "model");
  if (!model || roles.size < headers.length) return undefined;
  const parts = headers.filter((header) => header.role !== "model");
  for (const part of parts) checkPair(model, part);
  const beside = parts.length < 2 ? await partsBeside(model) : {};
  const pathOf = (role: "projector" | "drafter"): string | undefined =>
    (parts.find((part) => part.role === role) ?? beside[role])?.path;
  const [projector, drafter] = [pathOf("projector"), pathOf("drafter")];
  return {
    model: model.path,
    ...(projector !== undefined && { projector }),
    ...(drafter !== undefined && { drafter }),
  };
}

async function partsBeside(
  model: GgufChatModel,
): Promise<{ readonly projector?: GgufModel; readonly drafter?: GgufModel }> {
  const { models } = await discoverModels([{ name: "folder", folder: path.dirname(model.path) }]);
  return models.find(({ header }) => header.path === model.path) ?? {};
}
