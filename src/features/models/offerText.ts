import * as vscode from "vscode";
import type { Fit } from "../../engine/models/fit";
import type { ModelOffer } from "../../engine/models/offers";
import { wordBytes } from "../../host/wordBytes";

const { t } = vscode.l10n;

/** An offer as one row: its name, what it takes, and where it is. */
export function offerRow(offer: ModelOffer, toyName: string): vscode.QuickPickItem {
  return {
    // Not in the label, where screen readers would read its name out.
    iconPath: new vscode.ThemeIcon(offer.isChosen ? "check" : icons[offer.state.kind]),
    label: nameOf(offer, toyName),
    description: [wordBytes(offer.bytes), fitText(offer)].filter((part) => part !== "").join(" · "),
    detail: [
      offer.isChosen ? t("chosen") : "",
      recommendationText(offer),
      sourceText(offer),
      stateText(offer),
      offer.hasProjector ? "" : t("reads text only: it has no projector"),
      offer.licence,
    ]
      .filter((part) => part !== "")
      .join(" · "),
  };
}

const icons = { here: "circle-outline", absent: "cloud-download" };

function nameOf(offer: ModelOffer, toyName: string): string {
  return offer.source === "toy" ? toyName : offer.name;
}

/** "fits: 16k context, 21 tokens/s", or why not. */
export function fitText({ fit, measuredSpeed, source, state }: ModelOffer): string {
  if (source === "toy") return t("fits");
  if (!fit && state.kind === "absent") return t("whether it fits is told once it is here");
  if (!fit) return t("its memory cannot be told from its header");
  if (fit.kind === "tooLarge") {
    return t("will not fit: needs {0}, {1} free", wordBytes(fit.needBytes), wordBytes(fit.freeBytes));
  }
  const speed = measuredSpeed === undefined ? aboutSpeed(fit.tokensPerSecond) : exactSpeed(measuredSpeed);
  const memory = memoryText(fit);
  const { contextTokens, gpuLayers = 0 } = fit.plan;
  const context = contextText(contextTokens);
  if (gpuLayers > 0) {
    return fit.kind === "slow"
      ? t("slow: {0} context, {1} layers on the GPU, {2}, {3}", context, gpuLayers, speed, memory)
      : t("fits: {0} context, {1} layers on the GPU, {2}, {3}", context, gpuLayers, speed, memory);
  }
  return fit.kind === "slow"
    ? t("slow: {0} context, on CPU, {1}, {2}", context, speed, memory)
    : t("fits: {0} context, {1}, {2}", context, speed, memory);
}

function memoryText({ plan, memory }: Exclude<Fit, { kind: "tooLarge" }>): string {
  const bytes = wordBytes(memory.totalBytes);
  if (memory.gpuBytes > 0) return t("{0} of memory and {1} of the GPU's", bytes, wordBytes(memory.gpuBytes));
  return plan.repacksWeights
    ? t("{0} of memory", bytes)
    : t("{0} of memory (slower, so that it fits)", bytes);
}

function contextText(tokens: number): string {
  return `${String(Math.round(tokens / 1024))}k`;
}

function aboutSpeed(tokensPerSecond: number): string {
  return t("about {0} tokens/s", wordSpeed(tokensPerSecond));
}

function exactSpeed(tokensPerSecond: number): string {
  return t("{0} tokens/s measured", wordSpeed(tokensPerSecond));
}

function wordSpeed(tokensPerSecond: number): string {
  return tokensPerSecond < 10
    ? tokensPerSecond.toFixed(1).replace(/\.0$/, "")
    : String(Math.round(tokensPerSecond));
}

function recommendationText({ recommendation }: ModelOffer): string {
  if (recommendation === undefined) return "";
  const texts: Record<typeof recommendation, string> = {
    hereAndFits: t("Recommended: it is here already, and fits"),
    bestThatFits: t("Recommended: the best that fits this machine"),
    slowButBest: t("Recommended: it fits this machine, though slowly"),
    nothingElseFits: t("Recommended: nothing larger fits this machine"),
  };
  return texts[recommendation];
}

function sourceText({ source }: ModelOffer): string {
  switch (source) {
    case "toy":
      return t("part of Gloss; only shows that everything works");
    case "catalogue":
      return "";
    case "Gloss":
      return t("downloaded");
    case "folder":
      return t("your file");
    case "LM Studio":
    case "Ollama":
    case "Hugging Face":
    case "llama.cpp":
    case "Jan":
      return t("from {0}, used where it is", source);
  }
}

function stateText({ state, bytes }: ModelOffer): string {
  if (state.kind === "here") return "";
  return state.doneBytes > 0
    ? t("download stopped at {0} of {1}", wordBytes(state.doneBytes), wordBytes(bytes))
    : t("to be downloaded");
}
