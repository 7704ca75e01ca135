import * as vscode from "vscode";
import type { Engine } from "../../engine/engine";
import type { ComposerContent } from "../../host/composer";
import { engineChoice } from "../../host/engineChoice";
import { wordWhereDataGoes } from "../../host/wordConfinement";
import { formatCount } from "../../host/wordProgress";
import type { Conversation } from "../../protocol/conversation";
import type { PanelAction, PanelState } from "../../protocol/panelContract";
import { composerChips, type Ids } from "./chips";
import { turnView } from "./turnView";

const { t } = vscode.l10n;

export interface PanelFacts {
  readonly conversation: Conversation | undefined;
  readonly isAnswering: boolean;
  readonly content: ComposerContent;
  readonly engine: Engine;
  readonly modelName: string;
  readonly actions: readonly PanelAction[];
}

/** Everything that the panel draws, from what the host knows. */
export function panelState(facts: PanelFacts, ids: Ids): PanelState {
  const { conversation, isAnswering, content, engine, modelName, actions } = facts;
  const meter = contextMeter(conversation, engine);
  const speed = readSpeed(conversation);
  return {
    ...(conversation && {
      conversation: {
        id: conversation.id,
        title: conversation.title,
        turns: conversation.turns.map((turn) => turnView(turn, ids)),
      },
    }),
    isAnswering,
    chips: composerChips(content, ids),
    ...(meter && { meter }),
    hint: engineChoice().kind === "here" ? t("Everything stays on this machine.") : "",
    engine: `${modelName} · ${wordWhereDataGoes(descriptionOf(engine)?.confinement)}`,
    ...(speed !== undefined && { readTokensPerSecond: speed }),
    actions: [...actions],
  };
}

function contextMeter(conversation: Conversation | undefined, engine: Engine): PanelState["meter"] {
  const answer = conversation?.turns.findLast((turn) => turn.answer.kind === "done")?.answer;
  const usage = answer?.kind === "done" ? answer.usage : undefined;
  const total = descriptionOf(engine)?.contextTokens;
  if (!usage || total === undefined) return undefined;
  const used = usage.promptTokens + usage.answerTokens;
  return {
    text: `${short(used)}/${short(total)}`,
    share: Math.min(1, used / total),
    label: t("{0} of {1} tokens of context are used", formatCount(used), formatCount(total)),
  };
}

/** Tokens a second at which the last prompt was read, if enough of it was new to tell. */
function readSpeed(conversation: Conversation | undefined): number | undefined {
  const answer = conversation?.turns.findLast((turn) => turn.answer.kind === "done")?.answer;
  if (answer?.kind !== "done" || !answer.usage || !answer.timings) return undefined;
  const fresh = answer.usage.promptTokens - answer.usage.cachedTokens;
  const { promptMs } = answer.timings;
  return fresh >= 50 && promptMs > 0 ? (fresh * 1000) / promptMs : undefined;
}

function descriptionOf({ state }: Engine) {
  return state.kind === "ready" || state.kind === "busy" ? state.description : undefined;
}

function short(tokens: number): string {
  return tokens < 1000 ? String(tokens) : `${(tokens / 1000).toFixed(tokens < 10_000 ? 1 : 0)}k`;
}
