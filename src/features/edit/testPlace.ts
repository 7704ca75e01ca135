import * as vscode from "vscode";
import { testClassIn } from "../../edits/testClass";
import { testFileNames } from "../../edits/testFileNames";
import { checkEditable } from "../../host/checkEditable";
import { UserError } from "../../host/userError";
import type { EditWish } from "../../prompt/edit";
import type { ContextItem } from "../../protocol/conversation";
import type { EditPlace } from "./proposal";

/** What is asked of the model for tests, and where they go. */
interface TestPlace {
  readonly wish: Extract<EditWish, { kind: "writeTest" }>;
  readonly place: EditPlace;
  /** The tests that are there, for the model to go on from. */
  readonly more: readonly ContextItem[];
}

/** The place for tests of a source file: a new file, or the end of the one that is there or of its class. */
export async function testPlaceFor(document: vscode.TextDocument): Promise<TestPlace> {
  const { uri, exists } = await findTestFile(document);
  const testPath = vscode.workspace.asRelativePath(uri, false);
  if (!exists) {
    return {
      wish: { kind: "writeTest", testPath, where: "newFile" },
      place: { kind: "newFile", uri, languageId: document.languageId, like: document.uri },
      more: [],
    };
  }
  const tests = await vscode.workspace.openTextDocument(uri);
  await checkEditable(tests);
  const { languageId } = tests;
  const text = tests.getText();
  const into = testClassIn(text, languageId);
  const at = tests.positionAt(into ? into.end : text.length);
  return {
    wish: { kind: "writeTest", testPath, where: into ? "class" : "end" },
    place: { kind: "range", document: tests, range: new vscode.Range(at, at) },
    more: [{ kind: "snippet", label: testPath, languageId, text }],
  };
}

/** The test file of a source file: the one that is there, or the place for a new one. */
async function findTestFile(
  document: vscode.TextDocument,
): Promise<{ readonly uri: vscode.Uri; readonly exists: boolean }> {
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  const names =
    folder && !document.isUntitled ? testFileNames(vscode.workspace.asRelativePath(document.uri, false)) : [];
  const [first] = names;
  if (!folder || first === undefined) {
    throw new UserError(
      vscode.l10n.t("Save the file in a folder of the workspace first, so that its test has a place."),
    );
  }
  for (const name of names) {
    const uri = vscode.Uri.joinPath(folder.uri, name);
    if (uri.toString() !== document.uri.toString() && (await exists(uri))) return { uri, exists: true };
  }
  return { uri: vscode.Uri.joinPath(folder.uri, first), exists: false };
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false, // absent, which is what was asked
  );
}
