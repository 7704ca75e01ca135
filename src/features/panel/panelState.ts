import * as vscode from "vscode";
import type { EngineState } from "../../engine/engine";
import type { ComposerContent } from "../../host/composer";
import { engineChoice } from "../../host/engineChoice";
import { nextStep } from "../../host/nextStep";
import { wordWhereDataGoes } from "../../host/wordConfinement";
import { formatCount } from "../../host/wordProgress";
import { wordState, wordStateBriefly } from "../../host/wordState";
import { mediaTokens } from "../../prompt/budget";
import type { Conversation } from "../../protocol/conversation";
import type { ModelView, PanelAction, PanelState } from "../../protocol/panelContract";
import { composerChips, type Ids } from "./chips";
import { turnView } from "./turnView";

const { t } = vscode.l10n;

/** Of code, on average. */
const charactersAToken = 3;

export interface PanelFacts {
  readonly conversation: Conversation | undefined;
  readonly isAnswering: boolean;
  readonly content: ComposerContent;
  readonly engineState: EngineState;
  readonly modelName: string;
  /** Tokens a second at which the model reads here, if that is known. */
  readonly readTokensPerSecond: number | undefined;
  readonly actions: readonly PanelAction[];
}

/** Everything that the panel draws, from what the host knows. */
export function panelState(facts: PanelFacts, ids: Ids): PanelState {
  const { conversation, isAnswering, content, engineState, modelName, readTokensPerSecond, actions } = facts;
  const meter = contextMeter(conversation, content, engineState);
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
    model: modelView(engineState, modelName),
    ...(readTokensPerSecond !== undefined && { readTokensPerSecond }),
    actions: [...actions],
  };
}

function modelView(state: EngineState, name: string): ModelView {
  const where = wordWhereDataGoes(descriptionOf(state)?.confinement);
  const next = nextStep(state);
  return {
    state: state.kind === "busy" ? "ready" : state.kind,
    line: [name, wordStateBriefly(state), where].join(" · "),
    detail: wordState(state, name),
    ...(next && { next: next.label }),
  };
}

function contextMeter(
  conversation: Conversation | undefined,
  content: ComposerContent,
  engine: EngineState,
): PanelState["meter"] {
  const total = descriptionOf(engine)?.contextTokens;
  const answer = conversation?.turns.findLast((turn) => turn.answer.kind === "done")?.answer;
  const usage = answer?.kind === "done" ? answer.usage : undefined;
  const used = usage ? usage.promptTokens + usage.answerTokens : 0;
  const attached = attachedTokens(content);
  if (total === undefined || used + attached === 0) return undefined;
  return {
    text: `${short(used + attached)}/${short(total)}`,
    share: Math.min(1, (used + attached) / total),
    label: [
      t("{0} of {1} tokens of context are used", formatCount(used), formatCount(total)),
      ...(attached === 0 ? [] : [t("what is attached takes about {0} more", formatCount(attached))]),
    ].join("; "),
  };
}

/** What goes along with the next question. Of code it is a guess: only the engine can count it. */
function attachedTokens({ code, snippets, attachments }: ComposerContent): number {
  const texts = [...(code ? [code.code] : []), ...snippets].map(({ text }) => text.length);
  const characters = texts.reduce((sum, length) => sum + length, 0);
  return mediaTokens(attachments) + Math.ceil(characters / charactersAToken);
}

function descriptionOf(state: EngineState) {
  return state.kind === "ready" || state.kind === "busy" ? state.description : undefined;
}

function short(tokens: number): string {
  return tokens < 1000 ? String(tokens) : `${(tokens / 1000).toFixed(tokens < 10_000 ? 1 : 0)}k`;
}
