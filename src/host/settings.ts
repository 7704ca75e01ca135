import * as vscode from "vscode";

/** All settings of Gloss as they are now; package.json holds their defaults and bounds. */
export interface Settings {
  readonly modelPath: string;
  readonly projectorPath: string;
  readonly contextTokens: number;
  readonly answerMaxTokens: number;
  readonly contextMaxTokens: number;
  readonly enginePath: string;
  readonly idleMinutes: number;
  readonly threads: number;
  readonly isHistoryKept: boolean;
  /** Keep the notes of this workspace from one window to the next. */
  readonly keepNotes: boolean;
  readonly sandbox: "require" | "auto" | "off";
  /** Which engine answers: never the other one in its place. */
  readonly place: "here" | "server";
  readonly remoteUrl: string;
  readonly remoteModel: string;
  readonly certificatePath: string;
}

/** Reads the settings; a value of the wrong type counts as not set, one out of bounds is brought inside. */
export function readSettings(): Settings {
  const configuration = vscode.workspace.getConfiguration("gloss");
  const text = (key: string): string => {
    const value: unknown = configuration.get(key);
    return typeof value === "string" ? value.trim() : "";
  };
  const number = (key: string, [from, to, fallback]: readonly [number, number, number]): number => {
    const value: unknown = configuration.get(key);
    return typeof value === "number" && Number.isFinite(value)
      ? Math.min(to, Math.max(from, value))
      : fallback;
  };
  return {
    modelPath: text("model.path"),
    projectorPath: text("model.projectorPath"),
    contextTokens: number("model.contextTokens", [2048, 262_144, 16_384]),
    answerMaxTokens: number("answer.maxTokens", [64, 32_768, 2048]),
    contextMaxTokens: number("context.maxTokens", [0, 100_000, 3000]),
    enginePath: text("engine.path"),
    idleMinutes: number("engine.idleMinutes", [0, 100_000, 10]),
    threads: number("engine.threads", [0, 256, 0]),
    isHistoryKept: configuration.get("history.keep") !== false,
    keepNotes: configuration.get("notes.keep") === true,
    sandbox: sandboxPolicy(text("sandbox")),
    place: text("engine.place") === "server" ? "server" : "here",
    remoteUrl: text("remote.url"),
    remoteModel: text("remote.model"),
    certificatePath: text("remote.certificatePath"),
  };
}

// Windows has no sandbox that Gloss can use; there "require" would only ever refuse.
function sandboxPolicy(value: string): Settings["sandbox"] {
  if (value === "require" || value === "auto" || value === "off") return value;
  return process.platform === "win32" ? "auto" : "require";
}
