import { nextStep, type NextStep } from "../../host/nextStep";
import { answerFootnote, answerWarnings, canContinue } from "../../host/wordAnswer";
import { wordFailure } from "../../host/wordFailure";
import { wordProgress } from "../../host/wordProgress";
import { wordQuestion } from "../../host/wordQuestion";
import { isSpoken } from "../../prompt/voiceNote";
import type { Answer, Turn } from "../../protocol/conversation";
import type { TurnView } from "../../protocol/panelContract";
import { questionChips, type Ids } from "./chips";

/** One question and its answer as the panel draws them. */
export function turnView(turn: Turn, ids: Ids): TurnView {
  const { question, answer } = turn;
  const next = stepAfter(answer);
  return {
    question: wordQuestion(turn),
    editable: isSpoken(question) ? (answer.heard ?? "") : question.instruction,
    chips: questionChips(question, ids),
    answer: {
      state: answer.kind,
      text: answer.text,
      phase: phaseOf(answer),
      footnote: answer.kind === "done" ? answerFootnote(question, answer) : "",
      warnings: answer.kind === "done" ? answerWarnings(answer) : [],
      error: answer.kind === "failed" ? errorOf(answer) : "",
      ...(next && { next: next.label }),
      canContinue: canContinue(answer),
    },
    canReview: question.code !== undefined,
  };
}

/** What a person would do about an answer that failed. */
export function stepAfter(answer: Answer | undefined): NextStep | undefined {
  return answer?.kind === "failed" ? nextStep({ kind: "failed", reason: answer.reason }) : undefined;
}

export function phaseOf(answer: Answer): string {
  return answer.kind === "pending" ? wordProgress(answer.progress) : "";
}

function errorOf(answer: Extract<Answer, { kind: "failed" }>): string {
  const { code, what, todo } = wordFailure(answer.reason);
  return `${what} ${todo} (${code})`;
}
