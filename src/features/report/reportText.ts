import * as os from "node:os";
import * as vscode from "vscode";
import type { EngineDescription, EngineState } from "../../engine/engine";
import { wordBytes } from "../../host/wordBytes";
import { wordPassedOver, wordWhereDataGoes } from "../../host/wordConfinement";
import { wordFailure } from "../../host/wordFailure";
import { wordState } from "../../host/wordState";

export interface ReportFacts {
  readonly state: EngineState;
  readonly model: string;
  readonly version: string;
  /** The description of the engine that ran last; a failed one has none of its own. */
  readonly last: EngineDescription | undefined;
}

const { t } = vscode.l10n;

/** The whole report as Markdown, with the paths of the files that the model process may read. */
export function reportText(facts: ReportFacts): string {
  const { state, model } = facts;
  const description = descriptionOf(state) ?? facts.last;
  return [
    `# Gloss`,
    `- ${t("Engine: {0}", wordState(state, model))}`,
    `- ${t("Data: {0}", wordWhereDataGoes(description?.confinement))}`,
    ...serverLines(description),
    ...memoryLines(description),
    ...failureLines(state),
    "",
    ...filesLines(description),
    ...passedOverLines(description),
    ...probeLines(description),
    `## ${t("Versions")}`,
    ...versionLines(facts),
    "",
  ].join("\n");
}

/** The same for an issue report: no code, no paths, no names of files. */
export function diagnosticsText(facts: ReportFacts): string {
  const { state } = facts;
  const description = descriptionOf(state) ?? facts.last;
  const failure = state.kind === "failed" ? ` ${wordFailure(state.reason).code}` : "";
  return [
    ...versionLines(facts),
    `- engine: ${state.kind}${failure}`,
    description?.server
      ? `- server: ${description.server.isPrivateWay ? "private way" : "not encrypted"}, tokens ${description.server.tokenCount}`
      : `- confinement: ${description?.confinement?.attestation.level ?? "not measured"}`,
    ...(description?.confinement?.passedOver ?? []).map(
      ({ name, reason }) => `- not ${name}: ${reason.kind}`,
    ),
    ...(description?.confinement?.attestation.probes ?? [])
      .filter(({ outcome }) => outcome !== "blocked")
      .map(({ name, outcome }) => `- ${name}: ${outcome}`),
  ].join("\n");
}

/** The description of a running engine. */
export function descriptionOf(state: EngineState): EngineDescription | undefined {
  return state.kind === "ready" || state.kind === "busy" ? state.description : undefined;
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
  return [`- ${t("Last failure: {0}", `${what} ${todo} (${code})`)}`];
}

function memoryLines(description: EngineDescription | undefined): string[] {
  const memory = description?.memory;
  if (!memory) return [];
  const parts = [
    t("weights {0}", wordBytes(memory.weightsBytes)),
    ...(memory.repackedBytes > 0
      ? [t("their copy for the processor {0}", wordBytes(memory.repackedBytes))]
      : []),
    t("context {0}", wordBytes(memory.cacheBytes)),
  ];
  return [`- ${t("Memory, as forecast: {0} ({1})", wordBytes(memory.totalBytes), parts.join(", "))}`];
}

function filesLines(description: EngineDescription | undefined): string[] {
  const files = description?.confinement?.files;
  if (!files) return [];
  const paths = [files.model, files.projector, files.drafter].filter((path) => path !== undefined);
  return [`## ${t("Files that the model process may read")}`, ...paths.map((path) => `- \`${path}\``), ""];
}

function passedOverLines(description: EngineDescription | undefined): string[] {
  const passedOver = description?.confinement?.passedOver ?? [];
  if (passedOver.length === 0) return [];
  return [
    `## ${t("Stronger confinement that cannot be had here")}`,
    ...passedOver.map((one) => `- ${wordPassedOver(one)}`),
    "",
  ];
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
      ({ name, outcome, detail }) => `| ${name} | ${outcomes[outcome]} | ${detail.replace(/[|\n]/g, " ")} |`,
    ),
    "",
  ];
}

function versionLines({ version }: ReportFacts): string[] {
  return [
    `- Gloss ${version}`,
    `- VS Code ${vscode.version} (${vscode.env.appHost}${vscode.env.remoteName === undefined ? "" : `, ${vscode.env.remoteName}`})`,
    `- ${os.type()} ${os.release()} ${process.arch}, ${String(os.availableParallelism())} threads, ${String(Math.round(os.totalmem() / 1e9))} GB`,
  ];
}
