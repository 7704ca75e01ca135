import path from "node:path";

/** Folder of the checkout. */
export const root = process.env["GLOSS_ROOT"] ?? process.cwd();

/** The embedded model's files. */
export const nano = {
  model: path.join(root, "nano", "nano.gguf"),
  projector: path.join(root, "nano", "nano.mmproj.gguf"),
};
