import * as vscode from "vscode";
import { answerQuestion } from "../../conversation/answerQuestion";
import { documentationFromAnswer } from "../../edits/documentation";
import { editFromAnswer, type ModelAnswer } from "../../edits/editFromAnswer";
import { partialText } from "../../edits/partialText";
import { testsFromAnswer } from "../../edits/testsFromAnswer";
import type { EditTarget, RefusedReason, Verdict } from "../../edits/verdict";
import { fileName } from "../../host/fileName";
import { logAnswer } from "../../host/logAnswers";
import type { Services } from "../../host/services";
import { readSettings } from "../../host/settings";
import { wordProgress } from "../../host/wordProgress";
import type { EditWish } from "../../prompt/edit";
import type { Sampling } from "../../protocol/chat";
import type { Answer, Question, Turn } from "../../protocol/conversation";
import type { FailureReason } from "../../protocol/failure";
import { targetOf } from "./editPlace";
import type { EditPlace, Proposal } from "./proposal";
import type { ProposalList } from "./proposalList";

/** How often a proposal that is being written is drawn; each time VS Code computes the diff anew. */
const redrawMs = 150;

/** One attempt at an edit. */
export interface Attempt {
  readonly wish: EditWish;
  readonly place: EditPlace;
  /** The text of the place when it was asked for. */
  readonly original: string;
  readonly earlier: readonly Turn[];
  /** Looks up the question with what surrounds the code. */
  readonly question: (signal: AbortSignal) => Promise<Question>;
  /** The same without what was said earlier, for when both are too long. */
  readonly anew?: (signal: AbortSignal) => Promise<Question>;
  readonly sampling: Sampling;
  /** A proposal that this one takes the place of; a new one is opened if absent. */
  readonly proposal?: Proposal;
}

/** How an attempt ended, for whoever tells the person. */
export type Outcome =
  | { readonly kind: "proposed"; readonly proposal: Proposal; readonly target: EditTarget }
  | { readonly kind: "refused"; readonly reason: RefusedReason; readonly answer: string }
  | { readonly kind: "failed"; readonly reason: FailureReason };

/** Asks the model, shows its code in a diff editor while it comes, and passes it through the gate. */
export async function runEdit(
  services: Pick<Services, "engine" | "log">,
  proposals: ProposalList,
  attempt: Attempt,
): Promise<Outcome> {
  // From here on the code is followed: the person may type while the model loads and reads.
  const proposal = attempt.proposal ?? proposals.add(attempt.place);
  const running = { ...attempt, proposal, target: targetOf(attempt.place) };
  try {
    const outcome = await runOnce(services, proposals, running);
    const isTooLong = outcome.kind === "failed" && outcome.reason.kind === "contextExceeded";
    if (!isTooLong || !attempt.anew) return outcome;
    return await runOnce(services, proposals, { ...running, earlier: [], question: attempt.anew });
  } finally {
    await leaveAsBefore(proposals, proposal);
  }
}

/** An attempt whose proposal is open, with what its place was like when it was asked for. */
interface Running extends Attempt {
  readonly proposal: Proposal;
  readonly target: EditTarget;
}

async function runOnce(
  { engine, log }: Pick<Services, "engine" | "log">,
  proposals: ProposalList,
  attempt: Running,
): Promise<Outcome> {
  const controller = new AbortController();
  const drawing = new Drawing(proposals, attempt, controller);
  try {
    return await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: titleOf(attempt), cancellable: true },
      async (progress, token) => {
        token.onCancellationRequested(() => controller.abort());
        let message = "";
        const tell = (next: string): void => {
          if (next !== message) progress.report({ message: next });
          message = next;
        };
        tell(wordProgress({ kind: "gathering" }));
        const question = await attempt.question(controller.signal);
        const last = await untilAborted(
          ask(engine, attempt, { question, controller, drawing, tell }),
          controller.signal,
        );
        if (last?.answer.kind === "done") logAnswer(last.answer, log);
        return await drawing.settle(question, last);
      },
    );
  } finally {
    drawing.dispose();
  }
}

interface Asking {
  readonly question: Question;
  readonly controller: AbortController;
  readonly drawing: Drawing;
  readonly tell: (message: string) => void;
}

/** The fitted question with its settled answer. */
interface Settled {
  readonly question: Question;
  readonly answer: Answer;
  readonly maxTokens: number;
}

async function ask(
  engine: Services["engine"],
  { wish, earlier, original, sampling }: Attempt,
  { question, controller, drawing, tell }: Asking,
): Promise<Settled | undefined> {
  const { answerMaxTokens, contextMaxTokens } = readSettings();
  const limits = { maxTokens: answerMaxTokens, extraTokens: contextMaxTokens };
  const rewrites = wish.kind === "document" ? "" : original;
  let settled: Settled | undefined;
  let fitted = { question, maxTokens: answerMaxTokens };
  for await (const step of answerQuestion(
    engine,
    { earlier, question, limits, sampling, rewrites },
    controller.signal,
  )) {
    if (step.kind === "fitted") fitted = { question: step.question, maxTokens: step.request.maxTokens };
    else {
      settled = { ...fitted, answer: step.answer };
      if (step.answer.kind === "pending") {
        tell(wordProgress(step.answer.progress));
        drawing.draw(step.answer.text);
      }
    }
  }
  return settled;
}

/** The proposal of an attempt while its answer comes. */
class Drawing {
  readonly #proposals: ProposalList;
  readonly #attempt: Running;
  readonly #listener: vscode.Disposable;
  #lastDraw = 0;
  /** Until there is something to look at, the proposal is not shown. */
  #shown: Promise<void> | undefined;

  constructor(proposals: ProposalList, attempt: Running, controller: AbortController) {
    this.#proposals = proposals;
    this.#attempt = attempt;
    const { proposal } = attempt;
    if (proposal.state.kind === "ready") this.#shown = Promise.resolve();
    this.#listener = vscode.Disposable.from(
      proposals.onDidClose((closed) => {
        if (closed === proposal) controller.abort();
      }),
      proposals.onDidStop((stopped) => {
        if (stopped === proposal) controller.abort();
      }),
    );
  }

  /** Shows what there is of the code. */
  draw(text: string): void {
    if (this.#attempt.wish.kind === "document" || Date.now() - this.#lastDraw < redrawMs) return;
    this.#lastDraw = Date.now();
    const shown = partialText(text, this.#attempt.target);
    if (shown === undefined) return;
    const { proposal } = this.#attempt;
    const previous = proposal.state.kind === "streaming" ? proposal.state.previous : proposal.state;
    this.#proposals.put(proposal, { kind: "streaming", shown, previous });
    this.#shown ??= this.#proposals.show(proposal);
  }

  async settle(question: Question, settled: Settled | undefined): Promise<Outcome> {
    await this.#shown;
    const answer = settled?.answer;
    if (answer?.kind === "failed") return { kind: "failed", reason: answer.reason };
    const said: ModelAnswer =
      answer?.kind === "done" ? answer : { text: answer?.text ?? "", stopReason: "cancelled" };
    const verdict = this.#verdictOn({ ...said, maxTokens: settled?.maxTokens ?? 0 }, question);
    if (verdict.kind === "refused") return { ...verdict, answer: said.text };
    const { proposal, wish, earlier } = this.#attempt;
    if (!this.#proposals.has(proposal))
      return { kind: "refused", reason: { kind: "stopped" }, answer: said.text };
    const turn: Turn = {
      question: settled?.question ?? question,
      answer: { kind: "done", leftOut: [], ...said },
    };
    const origin = { wish, turns: [...earlier, turn] };
    this.#proposals.put(proposal, { kind: "ready", newText: verdict.newText, origin });
    await (this.#shown ??= this.#proposals.show(proposal));
    return { kind: "proposed", proposal, target: this.#attempt.target };
  }

  dispose(): void {
    this.#listener.dispose();
  }

  /** The gate for what was asked for. */
  #verdictOn(answer: ModelAnswer, question: Question): Verdict {
    const { wish, earlier } = this.#attempt;
    switch (wish.kind) {
      case "change":
      case "fix":
        return editFromAnswer(answer, this.#attempt.target);
      case "document":
        return documentationFromAnswer(answer, this.#attempt.target);
      case "writeTest":
        return testsFromAnswer(
          answer,
          this.#attempt.target,
          selectedCode([...earlier.map((turn) => turn.question), question]),
        );
    }
  }
}

// To what was there before an attempt of which nothing came: an earlier proposal, or none.
async function leaveAsBefore(proposals: ProposalList, proposal: Proposal): Promise<void> {
  if (proposal.state.kind === "ready") return;
  const { previous } = proposal.state;
  if (previous) proposals.put(proposal, previous);
  else await proposals.close(proposal);
}

// Only the first question of a conversation carries the code.
function selectedCode(questions: readonly Question[]): string {
  return questions.find(({ code }) => code)?.code?.text ?? "";
}

function titleOf({ wish, place }: Attempt): string {
  const uri = place.kind === "range" ? place.document.uri : place.uri;
  const name = fileName(uri);
  const { t } = vscode.l10n;
  switch (wish.kind) {
    case "change":
      return t("Gloss: changing {0}", name);
    case "fix":
      return t("Gloss: fixing {0}", name);
    case "document":
      return t("Gloss: documenting {0}", name);
    case "writeTest":
      return t("Gloss: writing {0}", name);
  }
}

// A stop counts at once; the engine may need one more batch to notice.
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const aborted = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
  return Promise.race([work, aborted]);
}
