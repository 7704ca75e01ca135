import * as os from "node:os";
import * as vscode from "vscode";
import type { EngineDescription, EngineState } from "../../engine/engine";
import type { MemoryUse } from "../../engine/memoryWatch";
import type { PassedOverFacts } from "../../protocol/failure";
import { escapeMarkdown } from "../../host/safeMarkdown";
import { wordBytes } from "../../host/wordBytes";
import { wordPassedOver, wordWhereDataGoes } from "../../host/wordConfinement";
import { nameCrash, wordFailure } from "../../host/wordFailure";
import { formatCount } from "../../host/wordProgress";
import { wordState } from "../../host/wordState";
import { drafterDiagnostics, drafterLines, type DrafterFacts } from "./drafterText";
import type { PastCrash } from "./pastCrash";

export interface ReportFacts {
  readonly state: EngineState;
  readonly model: string;
  readonly version: string;
  /** The description of the engine that ran last; a failed one has none of its own. */
  readonly last: EngineDescription | undefined;
  readonly memory: MemoryUse | undefined;
  readonly drafter: DrafterFacts | undefined;
  /** Of the last answer. */
  readonly tokensPerSecond: number | undefined;
  /** Of this or an earlier window. */
  readonly crash: PastCrash | undefined;
  /** When a person allowed this machine to run models without confinement. */
  readonly consentGivenAt: string | undefined;
}

const { t } = vscode.l10n;

/**
 * The whole report as Markdown, with the paths of the files that the model process may read. It is rendered, and a
 * rendered picture is fetched: what files, programs or errors are called is text here, never Markdown.
 */
export function reportText(facts: ReportFacts): string {
  const { state, model } = facts;
  const description = shownDescription(facts);
  return [
    `# Gloss`,
    `- ${t("Engine: {0}", escapeMarkdown(wordState(state, model)))}`,
    `- ${t("Data: {0}", wordWhereDataGoes(description?.confinement))}`,
    ...serverLines(description),
    ...memoryLines(description),
    ...planLines(description),
    ...drafterLines(facts.drafter, description),
    ...failureLines(state),
    ...loadLines(facts, description),
    ...crashLines(facts.crash),
    "",
    ...consentLines(facts.consentGivenAt),
    ...filesLines(description),
    ...passedOverLines(state, description),
    ...escapedLines(state),
    ...probeLines(description),
    `## ${t("Versions")}`,
    ...versionLines(facts),
    "",
  ].join("\n");
}

/** The same for an issue report: no code, no paths, no names of files. */
export function diagnosticsText(facts: ReportFacts): string {
  const { state } = facts;
  const description = shownDescription(facts);
  const failure = state.kind === "failed" ? ` ${wordFailure(state.reason).code}` : "";
  return [
    ...versionLines(facts),
    `- engine: ${state.kind}${failure}`,
    ...(description ? [`- context: ${String(description.contextTokens)} tokens`] : []),
    ...(facts.memory ? [`- memory: ${wordMemory(facts.memory)}`] : []),
    ...(facts.tokensPerSecond === undefined ? [] : [`- speed: ${facts.tokensPerSecond.toFixed(1)} tokens/s`]),
    ...drafterDiagnostics(facts.drafter, description),
    ...(facts.crash ? [`- last crash: ${facts.crash.at} ${nameCrash(facts.crash.reason)}`] : []),
    ...(facts.consentGivenAt === undefined ? [] : ["- allowed to run unconfined"]),
    description?.server
      ? `- server: ${description.server.isPrivateWay ? "private way" : "not encrypted"}, tokens ${description.server.tokenCount}`
      : `- confinement: ${description?.confinement?.attestation.level ?? "not measured"}`,
    ...passedOverIn(state, description).map(({ name, reason }) => `- not ${name}: ${reason.kind}`),
    ...escapedIn(state).map((name) => `- ${name}: escaped`),
    ...(description?.confinement?.attestation.probes ?? [])
      .filter(({ outcome }) => outcome !== "blocked")
      .map(({ name, outcome }) => `- ${name}: ${outcome}`),
  ].join("\n");
}

/** The description of a running engine. */
export function descriptionOf(state: EngineState): EngineDescription | undefined {
  return state.kind === "ready" || state.kind === "busy" ? state.description : undefined;
}

// What ran before a failure is of use, but for one of the confinement: that it held once would be read as if it did.
function shownDescription({ state, last }: ReportFacts): EngineDescription | undefined {
  if (state.kind !== "failed") return descriptionOf(state) ?? last;
  const { kind } = state.reason;
  const isUnconfined = kind === "notConfined" || kind === "confinementBroken" || kind === "selfTestFailed";
  return isUnconfined ? undefined : last;
}

function passedOverIn(
  state: EngineState,
  description: EngineDescription | undefined,
): readonly PassedOverFacts[] {
  if (state.kind === "failed" && state.reason.kind === "notConfined") return state.reason.passedOver;
  return description?.confinement?.passedOver ?? [];
}

function escapedIn(state: EngineState): readonly string[] {
  return state.kind === "failed" && state.reason.kind === "confinementBroken" ? state.reason.escaped : [];
}

function serverLines(description: EngineDescription | undefined): string[] {
  if (!description?.server) return [];
  const { model, tokenCount } = description.server;
  const counted =
    tokenCount === "exact" ? t("counted by the server") : t("estimated from the length of a text");
  return [`- ${t("Model on the server: {0}; tokens are {1}", model, counted)}`];
}

function failureLines(state: EngineState): string[] {
  if (state.kind !== "failed") return [];
  const { code, what, todo } = wordFailure(state.reason);
  return [`- ${t("Last failure: {0}", escapeMarkdown(`${what} ${todo} (${code})`))}`];
}

function loadLines(
  { memory, tokensPerSecond }: ReportFacts,
  description: EngineDescription | undefined,
): string[] {
  return [
    ...(description ? [`- ${t("Context: {0} tokens", formatCount(description.contextTokens))}`] : []),
    ...(memory ? [`- ${t("Memory: {0}", wordMemory(memory))}`] : []),
    ...(tokensPerSecond === undefined
      ? []
      : [`- ${t("Speed of the last answer: {0} tokens a second", tokensPerSecond.toFixed(1))}`]),
  ];
}

function wordMemory({ residentBytes, privateBytes, peakBytes }: MemoryUse): string {
  return t(
    "{0}, of which {1} its own, at most {2}",
    wordBytes(residentBytes),
    wordBytes(privateBytes),
    wordBytes(peakBytes),
  );
}

function crashLines(crash: PastCrash | undefined): string[] {
  if (!crash) return [];
  const { code, what } = wordFailure(crash.reason);
  const when = new Date(crash.at).toLocaleString(vscode.env.language);
  return [`- ${t("Last crash: {0}", escapeMarkdown(`${when}. ${what} (${code})`))}`];
}

function consentLines(givenAt: string | undefined): string[] {
  if (givenAt === undefined) return [];
  const when = new Date(givenAt).toLocaleDateString(vscode.env.language);
  return [
    t(
      'Since {0} models may run on this machine **without confinement**. Run "Gloss: Require Confinement Again" to take that back.',
      when,
    ),
    "",
  ];
}

/** How the model was loaded, as numbers. */
function planLines(description: EngineDescription | undefined): string[] {
  const { plan, gpus = [], memory } = description ?? {};
  if (!plan) return [];
  const cards = gpus.map((gpu) => `${escapeMarkdown(gpu.description)} (${wordBytes(gpu.freeBytes)})`);
  return [
    `- ${t(
      "Loaded for {0} tokens of context, {1} at once, with keys and values of 16 bits",
      formatCount(plan.contextTokens),
      formatCount(plan.batchTokens),
    )}`,
    ...(plan.gpuLayers === undefined
      ? []
      : [
          `- ${t("Graphics cards with free memory: {0}", cards.join(", ") || t("none"))}`,
          `- ${t("Layers on them: {0}, {1} as forecast", plan.gpuLayers, wordBytes(memory?.gpuBytes ?? 0))}`,
        ]),
  ];
}

function memoryLines(description: EngineDescription | undefined): string[] {
  const memory = description?.memory;
  if (!memory) return [];
  const parts = [
    t("weights {0}", wordBytes(memory.weightsBytes)),
    ...(memory.repackedBytes > 0
      ? [t("their copy for the processor {0}", wordBytes(memory.repackedBytes))]
      : []),
    t("context {0}", wordBytes(memory.cacheBytes + memory.keptStatesBytes)),
  ];
  return [`- ${t("Memory, as forecast: {0} ({1})", wordBytes(memory.totalBytes), parts.join(", "))}`];
}

function filesLines(description: EngineDescription | undefined): string[] {
  const files = description?.confinement?.files;
  if (!files) return [];
  const paths = [files.model, files.projector, files.drafter].filter((file) => file !== undefined);
  return [
    `## ${t("Files that the model process may read")}`,
    ...paths.map((path) => `- ${escapeMarkdown(path)}`),
    "",
  ];
}

function passedOverLines(state: EngineState, description: EngineDescription | undefined): string[] {
  const passedOver = passedOverIn(state, description);
  if (passedOver.length === 0) return [];
  return [
    `## ${t("Stronger confinement that cannot be had here")}`,
    ...passedOver.map((one) => `- ${escapeMarkdown(wordPassedOver(one))}`),
    "",
  ];
}

function escapedLines(state: EngineState): string[] {
  const escaped = escapedIn(state);
  if (escaped.length === 0) return [];
  return [`## ${t("What the confinement let through")}`, ...escaped.map((name) => `- ${name}`), ""];
}

function probeLines(description: EngineDescription | undefined): string[] {
  const probes = description?.confinement?.attestation.probes ?? [];
  if (probes.length === 0) return [];
  const outcomes = { blocked: t("blocked"), escaped: t("ESCAPED"), notApplicable: t("not tried") };
  return [
    `## ${t("What the model process was seen to reach")}`,
    t("Before the model was loaded, a probe in its place tried each of these."),
    "",
    `| ${t("attempt")} | ${t("outcome")} | |`,
    "| --- | --- | --- |",
    ...probes.map(
      ({ name, outcome, detail }) =>
        `| ${name} | ${outcomes[outcome]} | ${escapeMarkdown(detail.replace(/[|\n]/g, " "))} |`,
    ),
    "",
  ];
}

function versionLines({ version, state, last }: ReportFacts): string[] {
  const { engineVersion } = descriptionOf(state) ?? last ?? {};
  return [
    `- Gloss ${version}`,
    ...(engineVersion === undefined ? [] : [`- llama.cpp ${engineVersion}`]),
    `- VS Code ${vscode.version} (${vscode.env.appHost}${vscode.env.remoteName === undefined ? "" : `, ${vscode.env.remoteName}`})`,
    `- ${os.type()} ${os.release()} ${process.arch}, ${String(os.availableParallelism())} threads, ${String(Math.round(os.totalmem() / 1e9))} GB`,
  ];
}
