import * as vscode from "vscode";
import type { CheckFacts, CheckResult, CheckStep } from "../../engine/remote/checkServer";
import { wordFailure } from "../../host/wordFailure";
import { formatCount } from "../../host/wordProgress";

/** The steps so far as Markdown. */
export function checkText(url: string, results: readonly CheckResult[], state: "running" | "done"): string {
  const { t } = vscode.l10n;
  const failed = results.find((result) => result.kind === "failed");
  const last =
    state === "running"
      ? `… ${t("checking")}`
      : failed
        ? t("The steps after it were not tried.")
        : t("Everything works.");
  return [`# ${t("Check of {0}", url)}`, "", ...results.map(line), "", last, ""].join("\n");
}

function line(result: CheckResult): string {
  if (result.kind === "passed") {
    const { facts } = result;
    return `- ${isGood(facts) ? "✓" : "–"} **${wordStep(facts.step)}**: ${wordFacts(facts)}`;
  }
  const { code, what, todo } = wordFailure(result.reason);
  return `- ✗ **${wordStep(result.step)}**: ${what} ${todo} (${code})`;
}

function isGood(facts: CheckFacts): boolean {
  return !("outcome" in facts) || facts.outcome.kind === "read";
}

function wordStep(step: CheckStep): string {
  const { t } = vscode.l10n;
  const words: Record<CheckStep, string> = {
    resolve: t("Name"),
    connect: t("Connection"),
    proxy: t("Proxy"),
    tls: t("Certificate"),
    auth: t("Key"),
    model: t("Model"),
    image: t("Pictures"),
    audio: t("Sound"),
  };
  return words[step];
}

function wordFacts(facts: CheckFacts): string {
  const { t } = vscode.l10n;
  switch (facts.step) {
    case "resolve":
      return facts.addresses.join(", ");
    case "connect":
      return t("{0} ms", facts.ms);
    case "proxy":
      return t(
        "not reached directly, but as the editor connects: by its proxy, or with the system's certificates",
      );
    case "tls":
      return t("{0}, issued by {1}, valid until {2}", facts.protocol, facts.issuer, facts.validTo);
    case "auth":
      return facts.hasKey ? t("accepted") : t("none needed");
    case "model":
      return [
        t("{0}, {1} tokens of context", facts.model, formatCount(facts.contextTokens)),
        facts.isExactCount
          ? t("tokens are counted by the server")
          : t("tokens are estimated from the length of a text: the server does not count them"),
      ].join("; ");
    case "image":
    case "audio":
      return wordOutcome(facts.outcome);
  }
}

function wordOutcome(outcome: Extract<CheckFacts, { readonly step: "image" | "audio" }>["outcome"]): string {
  const { t } = vscode.l10n;
  switch (outcome.kind) {
    case "read":
      return outcome.tokens === undefined
        ? t("accepted; the server does not say whether it was read")
        : t("read, {0} tokens", outcome.tokens);
    case "ignored":
      return t("accepted, but not read");
    case "refused":
      return t("refused: {0}", outcome.detail);
  }
}
