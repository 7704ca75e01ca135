import { setTimeout as sleep } from "node:timers/promises";
import * as vscode from "vscode";
import { timeBox } from "../../host/timeBox";

/** How long the workbench may take to ask where comments are allowed. */
const askedWithinMs = 3_000;
/** How long it may take to open the input. */
const openedWithinMs = 5_000;

/**
 * Opens an empty thread with its input at a range and the keyboard in it; false if that did not work. Only the
 * workbench's own "add comment" puts the keyboard there: a thread made by an extension leaves it in the code, where the
 * question would overwrite the selection. Commenting is allowed for just this moment: it puts a "+" beside every line.
 */
export async function openQuestionInput(
  controller: vscode.CommentController,
  editor: vscode.TextEditor,
  range: vscode.Range,
): Promise<boolean> {
  const uri = editor.document.uri.toString();
  const wasAsked = new Promise<boolean>((resolve) => {
    controller.commentingRangeProvider = {
      provideCommentingRanges: (document) => {
        if (document.uri.toString() !== uri) return [];
        resolve(true);
        return [range];
      },
    };
  });
  try {
    if (!(await timeBox(wasAsked, false, askedWithinMs))) return false;
    await workbenchHasHeard();
    const opened = nextCommentInput();
    // Once only: asked again, the workbench would fold an input that opens late, and the question would land in the code.
    await vscode.commands.executeCommand("workbench.action.addComment", { range: workbenchRange(range) });
    return await timeBox(opened, false, openedWithinMs);
  } finally {
    delete controller.commentingRangeProvider;
  }
}

// Messages arrive in order: when the workbench has run two commands, it has the ranges and has drawn them.
async function workbenchHasHeard(): Promise<void> {
  for (let i = 0; i < 2; i += 1) {
    await vscode.commands.executeCommand("setContext", "gloss.isAsking", true);
    await sleep(60);
  }
}

// The input of a thread is a document of its own, so its opening can be seen.
function nextCommentInput(): Promise<boolean> {
  return new Promise((resolve) => {
    const listener = vscode.workspace.onDidOpenTextDocument(({ uri }) => {
      if (uri.scheme === "comment") settle();
    });
    const timer = setTimeout(() => {
      listener.dispose();
    }, openedWithinMs);
    const settle = (): void => {
      clearTimeout(timer);
      listener.dispose();
      resolve(true);
    };
  });
}

// The workbench counts lines and columns from 1.
function workbenchRange({ start, end }: vscode.Range): object {
  return {
    startLineNumber: start.line + 1,
    startColumn: start.character + 1,
    endLineNumber: end.line + 1,
    endColumn: end.character + 1,
  };
}
