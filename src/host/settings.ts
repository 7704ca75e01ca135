import * as vscode from "vscode";
import { sandboxPolicy, type SandboxPolicy } from "../engine/sandbox/chooseLauncher";
import { spokenLanguage } from "../prompt/spokenLanguage";

/** All settings of Gloss as they are now; package.json holds their defaults and bounds. */
export interface Settings {
  readonly modelPath: string;
  readonly projectorPath: string;
  readonly drafterPath: string;
  readonly contextTokens: number;
  readonly answerMaxTokens: number;
  readonly contextMaxTokens: number;
  readonly enginePath: string;
  readonly idleMinutes: number;
  readonly threads: number;
  /** The processor alone unless a person wants more: drivers of graphics cards are a large attack surface. */
  readonly devices: "cpu" | "gpu";
  readonly isHistoryKept: boolean;
  /** Where downloaded models are kept; empty for the extension's own storage. */
  readonly modelsFolder: string;
  /** An https address to fetch models from instead of their publishers'; empty for none. */
  readonly modelsMirror: string;
  /** More models to offer, as a person wrote them: still to be checked. */
  readonly modelsCatalogue: unknown;
  /** Keep the notes of this workspace from one window to the next. */
  readonly keepNotes: boolean;
  readonly sandbox: SandboxPolicy;
  /** Which engine answers: never the other one in its place. */
  readonly place: "here" | "server";
  readonly remoteUrl: string;
  readonly remoteModel: string;
  readonly certificatePath: string;
  /** Name of the microphone; empty for the system's default. */
  readonly microphone: string;
  /** Silence that ends a spoken question; 0 never does. */
  readonly stopOnSilenceSeconds: number;
  /** What is spoken, in English; empty where the model should find out. */
  readonly language: string;
  readonly confirm: "changes" | "always" | "never";
  /** A sound when the microphone opens and closes. */
  readonly hasRecordingSounds: boolean;
  /** The editor is set up for a screen reader; one that it only noticed is not told to extensions. */
  readonly isForScreenReader: boolean;
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
    drafterPath: text("model.drafterPath"),
    contextTokens: number("model.contextTokens", [2048, 262_144, 16_384]),
    answerMaxTokens: number("answer.maxTokens", [64, 32_768, 2048]),
    contextMaxTokens: number("context.maxTokens", [0, 100_000, 3000]),
    enginePath: text("engine.path"),
    idleMinutes: number("engine.idleMinutes", [0, 35_000, 10]), // more than a timer can count fires at once
    threads: number("engine.threads", [0, 256, 0]),
    devices: text("engine.devices") === "gpu" ? "gpu" : "cpu",
    isHistoryKept: configuration.get("history.keep") !== false,
    modelsFolder: text("models.folder"),
    modelsMirror: text("models.mirror"),
    modelsCatalogue: configuration.get<unknown>("models.catalogue"),
    keepNotes: configuration.get("notes.keep") === true,
    // What a person chose, not the default in package.json: that is the same for all platforms.
    sandbox: sandboxPolicy(configuration.inspect("sandbox")?.globalValue),
    place: text("engine.place") === "server" ? "server" : "here",
    remoteUrl: text("remote.url"),
    remoteModel: text("remote.model"),
    certificatePath: text("remote.certificatePath"),
    microphone: text("voice.microphone"),
    stopOnSilenceSeconds: number("voice.stopOnSilence", [0, 10, 2]),
    language: spokenLanguage(text("voice.language")),
    confirm: confirmPolicy(text("voice.confirm")),
    hasRecordingSounds: hasSounds(text("voice.sounds")),
    isForScreenReader: isForScreenReader(),
  };
}

function hasSounds(value: string): boolean {
  return value === "on" || (value !== "off" && isForScreenReader());
}

function isForScreenReader(): boolean {
  return vscode.workspace.getConfiguration("editor").get("accessibilitySupport") === "on";
}

function confirmPolicy(value: string): Settings["confirm"] {
  return value === "always" || value === "never" ? value : "changes";
}
