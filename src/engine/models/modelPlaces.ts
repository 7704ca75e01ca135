import path from "node:path";

export type PlaceName = "LM Studio" | "Ollama" | "Hugging Face" | "llama.cpp" | "Jan" | "Gloss" | "folder";

/** A folder that may hold model files. */
export interface ModelPlace {
  readonly name: PlaceName;
  readonly folder: string;
}

/** Folders in which other programs keep models on this machine; most of them will not exist. */
export function modelPlaces(
  home: string,
  env: Readonly<Record<string, string | undefined>>,
): readonly ModelPlace[] {
  const inHome = (...parts: readonly string[]): string => path.join(home, ...parts);
  const data = env["APPDATA"] ?? inHome("AppData", "Roaming");
  const places: readonly (readonly [PlaceName, string | undefined])[] = [
    ["LM Studio", inHome(".lmstudio", "models")],
    ["LM Studio", inHome(".cache", "lm-studio", "models")],
    ["Ollama", env["OLLAMA_MODELS"] ?? inHome(".ollama", "models")],
    ["Ollama", "/usr/share/ollama/.ollama/models"],
    ["Hugging Face", env["HF_HUB_CACHE"]],
    ["Hugging Face", env["HF_HOME"] === undefined ? undefined : path.join(env["HF_HOME"], "hub")],
    ["Hugging Face", inHome(".cache", "huggingface", "hub")],
    ["llama.cpp", env["LLAMA_CACHE"]],
    ["llama.cpp", inHome(".cache", "llama.cpp")],
    ["llama.cpp", inHome("Library", "Caches", "llama.cpp")],
    ["Jan", inHome("jan", "models")],
    ["Jan", inHome(".config", "Jan", "data")],
    ["Jan", inHome("Library", "Application Support", "Jan", "data")],
    ["Jan", path.join(data, "Jan", "data")],
  ];
  const seen = new Set<string>();
  return places.flatMap(([name, folder]) => {
    if (folder === undefined || folder === "" || seen.has(folder)) return [];
    seen.add(folder);
    return [{ name, folder }];
  });
}
