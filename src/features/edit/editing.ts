import * as vscode from "vscode";
import { editFromAnswer } from "../../edits/editFromAnswer";
import { rebase } from "../../edits/rebase";
import { checkEditable, checkTrusted } from "../../host/checkEditable";
import { codeIn, type CodeUnderCursor } from "../../host/editorContext";
import { surroundings } from "../../host/context/surroundings";
import { lineEnd } from "../../host/lineEnd";
import { loggedReason } from "../../host/loggedReason";
import { report } from "../../host/report";
import { messageText } from "../../host/safeMarkdown";
import type { Services } from "../../host/services";
import { UserError } from "../../host/userError";
import { answerFootnote } from "../../host/wordAnswer";
import { wordFailure } from "../../host/wordFailure";
import { editQuestion, nextEditQuestion, refineQuestion, type EditWish } from "../../prompt/edit";
import { fence } from "../../prompt/fence";
import type { Question } from "../../protocol/conversation";
import type { acceptAll } from "./accept";
import { AcceptedEdit } from "./acceptedEdit";
import { targetOf } from "./editPlace";
import { changedError, FollowedCode } from "./followedCode";
import type { EditPlace, Proposal } from "./proposal";
import type { ProposalList } from "./proposalList";
import { runEdit, type Attempt, type Outcome } from "./runEdit";
import { SyntaxWarning } from "./syntaxWarning";
import { testPlaceFor } from "./testPlace";
import { wordRefusal } from "./wordRefusal";

const { t } = vscode.l10n;

/** Where code stood when a question was asked about it, and how it read then, if that is known. */
export interface AskedPlace {
  readonly range: vscode.Range;
  readonly original: string | undefined;
}

/** What a person can have done to code, from the wish to the proposal in front of them. */
export class Editing {
  readonly #services: Pick<Services, "engine" | "extension" | "log">;
  readonly #proposals: ProposalList;
  readonly #syntax: SyntaxWarning;
  readonly #accepted = new AcceptedEdit();
  /** Kept until it led to something: no failure may cost the person their words. */
  #instruction = "";
  #refusedAnswer: string | undefined;

  constructor(services: Pick<Services, "engine" | "extension" | "log">, proposals: ProposalList) {
    this.#services = services;
    this.#proposals = proposals;
    this.#syntax = new SyntaxWarning(services, proposals);
  }

  dispose(): void {
    this.#syntax.dispose();
  }

  /** Changes the code as an instruction says; asks for it if none is given. */
  async change(document: vscode.TextDocument, code: CodeUnderCursor, given?: string): Promise<void> {
    if (given !== undefined) await this.#start({ kind: "change", instruction: given }, document, code);
    else await this.#askAndStart(document, code);
  }

  async fix(document: vscode.TextDocument, code: CodeUnderCursor): Promise<void> {
    await this.#start({ kind: "fix" }, document, code);
  }

  async document(document: vscode.TextDocument, code: CodeUnderCursor): Promise<void> {
    await this.#start({ kind: "document" }, document, code);
  }

  /** Proposes tests: a new file, or more for the one that is there. */
  async writeTest(document: vscode.TextDocument, code: CodeUnderCursor): Promise<void> {
    checkTrusted();
    const { wish, place, more } = await testPlaceFor(document);
    await this.#attempt({
      wish,
      place,
      original: "",
      earlier: [],
      question: async (signal) =>
        editQuestion(wish, code.code, [...more, ...(await surroundings(document, code.range, signal))]),
      sampling: "exact",
    });
  }

  /** Asks the same once more, with the model's own sampling: greedily, the same would come again. */
  async regenerate(proposal: Proposal): Promise<void> {
    const { state } = proposal;
    const last = state.kind === "ready" ? state.origin?.turns.at(-1) : undefined;
    if (state.kind !== "ready" || !state.origin || !last) return;
    const { wish, turns } = state.origin;
    await this.#attempt({
      wish,
      place: this.#placeNow(proposal),
      original: proposal.original,
      earlier: turns.slice(0, -1),
      question: () => Promise.resolve(last.question),
      sampling: "answer",
      proposal,
    });
  }

  /** Asks for a better one in further words. */
  async refine(proposal: Proposal, given?: string): Promise<void> {
    const { state } = proposal;
    if (state.kind !== "ready" || !state.origin) return;
    const { wish, turns } = state.origin;
    const refinement = given ?? (await this.#askInstruction(t("What should be different?")));
    if (refinement === undefined) return;
    await this.#attempt({
      wish,
      place: this.#placeNow(proposal),
      original: proposal.original,
      earlier: turns,
      question: () => Promise.resolve(refineQuestion(wish, refinement)),
      sampling: "exact",
      proposal,
    });
  }

  /** Makes changes of a proposal, and keeps in mind what led to them. */
  async accept(proposal: Proposal, make: typeof acceptAll): Promise<void> {
    await make(this.#proposals, proposal);
    if (!this.#proposals.has(proposal)) this.#accepted.remember(proposal);
  }

  /** Shows code from an answer as a proposal for a range; it goes through the same gate. */
  async review(document: vscode.TextDocument, asked: AskedPlace, code: string): Promise<void> {
    await checkEditable(document);
    const place: EditPlace = { kind: "range", document, range: rangeNow(document, asked) };
    const target = targetOf(place);
    const text = fence(document.languageId, code);
    const verdict = editFromAnswer({ text, stopReason: "stop" }, target);
    if (verdict.kind === "refused") throw new UserError(wordRefusal(verdict.reason));
    const proposal = this.#proposals.add(place);
    this.#proposals.put(proposal, { kind: "ready", newText: verdict.newText, origin: undefined });
    await this.#proposals.show(proposal);
    await this.#syntax.look(proposal);
  }

  /** Opens the last answer that did not become an edit. */
  async showRefused(): Promise<void> {
    if (this.#refusedAnswer === undefined) throw new UserError(t("No answer was refused so far."));
    const document = await vscode.workspace.openTextDocument({
      language: "markdown",
      content: this.#refusedAnswer,
    });
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: true });
  }

  async #askInstruction(prompt: string): Promise<string | undefined> {
    const typed = await vscode.window.showInputBox({
      prompt,
      value: this.#instruction,
      ignoreFocusOut: true,
    });
    if (!typed?.trim()) return undefined;
    this.#instruction = typed;
    return typed;
  }

  async #askAndStart(document: vscode.TextDocument, code: CodeUnderCursor): Promise<void> {
    const followed = new FollowedCode(document, code);
    try {
      const instruction = await this.#askInstruction(t("What should change in this code?"));
      if (instruction !== undefined)
        await this.#start({ kind: "change", instruction }, document, followed.now());
    } finally {
      followed.dispose();
    }
  }

  async #start(
    wish: EditWish,
    document: vscode.TextDocument,
    { range, code }: CodeUnderCursor,
  ): Promise<void> {
    const earlier = this.#accepted.turnsAt({ document, range });
    const anew = async (signal: AbortSignal): Promise<Question> =>
      editQuestion(wish, code, await surroundings(document, range, signal));
    await this.#attempt({
      wish,
      place: { kind: "range", document, range },
      original: code.text,
      earlier,
      ...(earlier.length === 0
        ? { question: anew }
        : {
            question: async (signal) =>
              nextEditQuestion(wish, await surroundings(document, range, signal), earlier),
            anew,
          }),
      sampling: "exact",
    });
  }

  async #attempt(attempt: Attempt): Promise<void> {
    const outcome = await runEdit(this.#services, this.#proposals, attempt);
    switch (outcome.kind) {
      case "proposed":
        this.#instruction = "";
        tellWhatWasSent(outcome.proposal);
        await this.#syntax.look(outcome.proposal);
        return;
      case "refused":
        this.#refusedAnswer = outcome.answer;
        if (outcome.reason.kind === "stopped") {
          vscode.window.setStatusBarMessage(t("Gloss: stopped. Nothing was changed."), 5_000);
          return;
        }
        void this.#offerAgain(attempt, outcome); // the message stays as long as the person likes
        return;
      case "failed":
        void this.#offerAgain(attempt, outcome);
        return;
    }
  }

  async #offerAgain(attempt: Attempt, outcome: Exclude<Outcome, { kind: "proposed" }>): Promise<void> {
    const [again, otherWords, show] = [t("Ask again"), t("Other words…"), t("Show the answer")];
    const canReword = attempt.wish.kind === "change" && !attempt.proposal;
    const buttons = [
      again,
      ...(canReword ? [otherWords] : []),
      ...(outcome.kind === "refused" ? [show] : []),
    ];
    const words = outcome.kind === "refused" ? wordRefusal(outcome.reason) : this.#failed(outcome.reason);
    // It may quote what the model said.
    const message = messageText(words);
    const chosen = await (outcome.kind === "refused"
      ? vscode.window.showWarningMessage(message, ...buttons)
      : vscode.window.showErrorMessage(message, ...buttons));
    await report(async () => {
      if (chosen === show) await this.showRefused();
      else if (chosen === again) await this.#attempt(this.#once(attempt, outcome));
      else if (chosen === otherWords) await this.#reword(attempt);
    }, this.#services.log);
  }

  #failed(reason: Extract<Outcome, { kind: "failed" }>["reason"]): string {
    const { code, what, todo } = wordFailure(reason);
    this.#services.log.error(`${code} ${loggedReason(reason)}`);
    return `${what} ${todo}`;
  }

  // A refused answer would come again word for word; a failed one never came.
  #once(attempt: Attempt, { kind }: Outcome): Attempt {
    const again = this.#withPlaceNow(attempt);
    return kind === "refused" ? { ...again, sampling: "answer" } : again;
  }

  async #reword(attempt: Attempt): Promise<void> {
    const { place, wish } = this.#withPlaceNow(attempt);
    if (place.kind !== "range" || wish.kind !== "change") return;
    this.#instruction = wish.instruction;
    const { document, range } = place;
    await this.#askAndStart(document, { range, code: codeIn(document, range) });
  }

  // Between the message and its button the file may have changed: the range is taken only as it was sent.
  #withPlaceNow(attempt: Attempt): Attempt {
    const { place } = attempt;
    if (place.kind === "newFile") return attempt;
    const { document, range } = place;
    if (document.isClosed || document.getText(range) !== attempt.original) throw changedError();
    return attempt;
  }

  #placeNow(proposal: Proposal): EditPlace {
    const place = proposal.placeNow();
    if (place.kind === "range" && proposal.locate(place.document).kind !== "found") throw changedError();
    return place;
  }
}

// The answer may be older than the last edits of the file: the text that was asked about is looked for.
function rangeNow(document: vscode.TextDocument, { range, original }: AskedPlace): vscode.Range {
  const valid = document.validateRange(range);
  if (original === undefined) return valid;
  const text = original.replace(/\r?\n/g, lineEnd(document));
  const found = rebase(text, document.getText(), document.offsetAt(valid.start));
  if (found.kind !== "found") throw changedError();
  return new vscode.Range(document.positionAt(found.offset), document.positionAt(found.offset + text.length));
}

// The same three things as under an answer in a thread.
function tellWhatWasSent({ state }: Proposal): void {
  const last = state.kind === "ready" ? state.origin?.turns.at(-1) : undefined;
  if (last?.answer.kind === "done")
    vscode.window.setStatusBarMessage(`$(note) ${answerFootnote(last.question, last.answer)}`, 15_000);
}
