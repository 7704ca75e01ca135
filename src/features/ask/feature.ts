import * as vscode from "vscode";
import { codeUnderCursor, placedCode, type CodeUnderCursor } from "../../host/editorContext";
import { givenQuestion, type GivenQuestion } from "../../host/givenQuestion";
import { report } from "../../host/report";
import type { Services } from "../../host/services";
import { UserError } from "../../host/userError";
import { explainInstruction } from "../../prompt/ask";
import { AskThread, drawConversation } from "./askThread";
import { registerCodeActions } from "./codeActions";
import { putQuestion } from "./putQuestion";
import { openQuestionInput } from "./questionInput";
import { SentDocuments } from "./sentDocument";
import { registerThreadCommands } from "./threadCommands";
import { ThreadList } from "./threadList";

/** Questions about selected code, answered in a comment thread beside it. */
export function registerAsk(
  services: Pick<Services, "conversations" | "lastRequest" | "log" | "modelName">,
): vscode.Disposable {
  const { conversations, log, modelName } = services;
  const controller = vscode.comments.createCommentController("gloss", "Gloss");
  const prompt = vscode.l10n.t("Ask about this code");
  controller.options = { placeHolder: prompt, prompt };
  const threads = new ThreadList(conversations);
  const sent = new SentDocuments((id) => conversations.lastRequest(id));
  /** Where the last empty input was opened: the workbench forgets the columns of its range. */
  let asked: vscode.Location | undefined;

  const adopt = (comments: vscode.CommentThread): AskThread => {
    const thread = new AskThread(comments, conversations.open(), () => `Gloss (${modelName()})`);
    threads.add(thread, drawConversation(conversations, thread));
    return thread;
  };
  const open = (uri: vscode.Uri, { range }: CodeUnderCursor): AskThread =>
    adopt(controller.createCommentThread(uri, range, []));

  const askGiven = async (given: GivenQuestion): Promise<void> => {
    const code = given.about?.code ?? (await placedCode(activeEditor()));
    await putQuestion(conversations, open(code.uri, code), { ...given, code });
  };
  const askSelection = async (editor: vscode.TextEditor): Promise<void> => {
    const code = await codeUnderCursor(editor);
    const { uri } = editor.document;
    asked = new vscode.Location(uri, code.range);
    // Where a thread stands already, "add comment" would fold it instead.
    const isFree = !threads.standsAt(uri, code.range.end.line);
    if (isFree && (await openQuestionInput(controller, editor, code.range))) return;
    const instruction = await vscode.window.showInputBox({ prompt });
    if (instruction?.trim()) await putQuestion(conversations, open(uri, code), { instruction, code });
  };
  const explainSelection = async (editor: vscode.TextEditor): Promise<void> => {
    const code = await placedCode(editor);
    await putQuestion(conversations, open(code.uri, code), { instruction: explainInstruction, code });
  };
  const submit = async ({ thread: comments, text }: vscode.CommentReply): Promise<void> => {
    const instruction = text.trim();
    if (instruction === "") return;
    const known = threads.find(comments);
    if (known) return putQuestion(conversations, known, { instruction });
    const isAsked =
      asked?.uri.toString() === comments.uri.toString() && asked.range.end.line === comments.range?.end.line;
    if (asked && isAsked) comments.range = asked.range;
    const code = await codeOfThread(comments);
    await putQuestion(conversations, adopt(comments), { instruction, code });
  };

  return vscode.Disposable.from(
    controller,
    threads,
    registerCodeActions(),
    sent,
    registerThreadCommands(threads, sent, services),
    vscode.commands.registerCommand("gloss.askSelection", (argument: unknown) =>
      report(() => {
        const given = givenQuestion(argument);
        return given ? askGiven(given) : askSelection(activeEditor());
      }, log),
    ),
    vscode.commands.registerCommand("gloss.explainSelection", () =>
      report(() => explainSelection(activeEditor()), log),
    ),
    vscode.commands.registerCommand("gloss.thread.submit", (reply: vscode.CommentReply) =>
      report(() => submit(reply), log),
    ),
  );
}

/** The code under a thread as it is now: it may have been edited since the input was opened. */
async function codeOfThread({ uri, range }: vscode.CommentThread): Promise<CodeUnderCursor> {
  const editor = vscode.window.visibleTextEditors.find(
    ({ document }) => document.uri.toString() === uri.toString(),
  );
  if (!editor || !range) throw new UserError(vscode.l10n.t("Open the file of this thread, and ask again."));
  return codeUnderCursor(editor, new vscode.Selection(range.start, range.end));
}

function activeEditor(): vscode.TextEditor {
  const editor = vscode.window.activeTextEditor;
  if (!editor) throw new UserError(vscode.l10n.t("Open a file and select some code first."));
  return editor;
}
