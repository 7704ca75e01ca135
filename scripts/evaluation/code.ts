import { readFile } from "node:fs/promises";
import path from "node:path";
import { documentationFromAnswer } from "../../src/edits/documentation";
import { editFromAnswer } from "../../src/edits/editFromAnswer";
import { grammars, syntaxChecks } from "../../src/edits/syntaxChecks";
import type { EditTarget, Verdict } from "../../src/edits/verdict";
import { SyntaxTrees } from "../../src/features/edit/syntaxTree";
import { noteReader, readCommitMessage } from "../../src/notes/readNotes";
import { explainInstruction } from "../../src/prompt/ask";
import { commitMessageRequest } from "../../src/prompt/commitMessage";
import { editQuestion } from "../../src/prompt/edit";
import { notesRequest } from "../../src/prompt/notes";
import type { CodeSelection, Question } from "../../src/protocol/conversation";
import type { Of } from "./heldOut";
import type { Session } from "./session";

const maxTokens = 400;
const root = process.env["GLOSS_ROOT"] ?? process.cwd();
const trees = new SyntaxTrees((name) => readFile(path.join(root, "dist", "grammars", `${name}.wasm.br`)));

function question(instruction: string, code?: CodeSelection): Question {
  return { instruction, ...(code && { code }), context: [], attachments: [] };
}

export async function explain(session: Session, item: Of<"explain">): Promise<void> {
  const { kind, code, names, isReal } = item;
  const { text } = await session.ask(question(explainInstruction, code));
  const missing = names.filter((name) => !text.includes(`\`${name}\``));
  const what = isReal ? "explanation of real code" : "explanation";
  session.score.add(`${what} names the function`, !missing.includes(names[0] ?? ""));
  session.score.add(`${what} names function and parameters`, missing.length === 0);
  session.score.keep({ kind, asked: code.text, wanted: names, answer: text, isRight: missing.length === 0 });
}

export async function bug(session: Session, item: Of<"bug">): Promise<void> {
  const { text } = await session.ask(question(item.question, item.code));
  const isRight = item.tells.every((tell) => text.includes(tell));
  session.score.add("planted bug is named", isRight);
  session.score.keep({ kind: item.kind, asked: item.code.text, wanted: item.tells, answer: text, isRight });
}

export async function correct(session: Session, item: Of<"correct">): Promise<void> {
  const { text } = await session.ask(question(item.question, item.code));
  const isRight = text.includes("no bug");
  session.score.add(`no bug is claimed in ${item.isReal ? "real" : "correct"} code`, isRight);
  session.score.keep({ kind: item.kind, asked: item.code.text, wanted: "no bug", answer: text, isRight });
}

export async function followUp(session: Session, item: Of<"followUp">): Promise<void> {
  const earlier = {
    question: question(item.question, item.code),
    answer: { kind: "done", text: item.answer, stopReason: "stop", leftOut: [] } as const,
  };
  const { text } = await session.ask(question(item.next), [earlier]);
  const isRight = text.trim() === item.want;
  session.score.add("follow-up is answered exactly", isRight);
  session.score.keep({ kind: item.kind, asked: item.next, wanted: item.want, answer: text, isRight });
}

export async function noCode(session: Session, item: Of<"noCode">): Promise<void> {
  const { text } = await session.ask(question(item.question));
  const isRight = /no code/i.test(text);
  session.score.add("a question without code is refused", isRight);
  session.score.keep({ kind: item.kind, asked: item.question, wanted: "no code", answer: text, isRight });
}

export async function edit(session: Session, { kind, code, wish, want }: Of<"edit">): Promise<void> {
  const reply = await session.ask(editQuestion(wish, code));
  const target: EditTarget = {
    original: code.text,
    before: "",
    after: "",
    languageId: code.languageId,
    eol: "\n",
    indent: code.languageId === "go" ? { kind: "tabs" } : { kind: "spaces", size: 2 },
  };
  const isDocument = wish.kind === "document";
  const verdict = isDocument ? documentationFromAnswer(reply, target) : editFromAnswer(reply, target);
  const isRight = isDocument ? reply.text.includes(want) : isEdit(verdict, want);
  session.score.add("edit passes the gate", verdict.kind === "edit");
  const parses = verdict.kind === "edit" && (await stillParses(code, verdict.newText));
  session.score.add("edit passes the gate and parses", parses);
  session.score.add(`edit is exact: ${wish.kind}`, isRight);
  const reason = verdict.kind === "refused" ? `\n(refused: ${verdict.reason.kind})` : "";
  session.score.keep({ kind, asked: code.text, wanted: want, answer: reply.text + reason, isRight });
}

/** Whether new code parses as far as the old code did; true where nothing here can tell. */
async function stillParses({ languageId, text }: CodeSelection, newText: string): Promise<boolean> {
  const check = syntaxChecks[languageId];
  const grammar = grammars[languageId];
  const isBroken = async (code: string): Promise<boolean> =>
    (check ? check(code) : grammar && (await trees.problem(code, grammar))) !== undefined;
  return !(await isBroken(newText)) || isBroken(text);
}

function isEdit(verdict: Verdict, want: string): boolean {
  return verdict.kind === "edit" && verdict.newText.trimEnd() === want.trimEnd();
}

export async function notes(session: Session, { kind, code, tells, quote }: Of<"notes">): Promise<void> {
  const { text } = await session.complete(notesRequest(code, { context: [], maxTokens, maxNotes: 8 }));
  const found = (await noteReader())(text);
  const lines = code.text.split("\n").map((line) => line.trim());
  session.score.add(
    "note quotes a line of the code",
    found.filter((note) => lines.includes(note.quote.trim())).length,
    found.length,
  );
  const about = found.find((note) => tells.every((tell) => note.text.includes(tell)));
  session.score.add("notes name the planted bug", about !== undefined);
  session.score.add("notes name the planted bug at its line", about?.quote.trim() === quote);
  session.score.keep({
    kind,
    asked: code.text,
    wanted: { tells, quote },
    answer: text,
    isRight: about?.quote.trim() === quote,
  });
}

export async function commit(session: Session, { kind, change, subject }: Of<"commit">): Promise<void> {
  const request = commitMessageRequest({ changes: [change], recentSubjects: [] }, maxTokens);
  const { text } = await session.complete(request);
  const message = await readCommitMessage(text);
  const isRight = message?.split("\n")[0] === subject;
  session.score.add("commit subject is exact", isRight);
  session.score.keep({ kind, asked: change.diff, wanted: subject, answer: text, isRight });
}
