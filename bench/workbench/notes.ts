// Runs inside the extension host for `npm run bench:notes`: how long an edit takes in a file with and without notes.
import { writeFileSync } from "node:fs";
import * as vscode from "vscode";
import { drawNotes } from "../../src/features/notes/noteDecorations";
import { NoteList } from "../../src/host/noteList";

const lines = 10_000;
const notesInFile = 500;
const edits = 60;

/** Called by VS Code as the test runner of `--extensionTestsPath`. */
export async function run(): Promise<void> {
  const extension = vscode.extensions.all.find(({ packageJSON }) => isGloss(packageJSON));
  const file = process.env["GLOSS_TEST_RESULTS"];
  if (!extension || file === undefined) throw new Error("start this with npm run bench:notes");
  const notes = new NoteList();
  const drawing = drawNotes(notes, extension.extensionUri);
  const content = "const price = 1;\n".repeat(lines);
  const document = await vscode.workspace.openTextDocument({ content, language: "plaintext" });
  const editor = await vscode.window.showTextDocument(document);
  const times: Record<"without" | "with", number[]> = { without: [], with: [] };
  for (let round = 0; round < 4; round += 1) {
    notes.clear();
    times.without.push(...(await editTimes(editor)));
    for (let at = 0; at < notesInFile; at += 1) {
      const note = { quote: "const price = 1;", kind: "explain" as const, text: `Note ${String(at)}.` };
      notes.add(document, at * 15 + 1, note);
    }
    times.with.push(...(await editTimes(editor)));
  }
  const [without, withNotes] = [median(times.without), median(times.with)];
  writeFileSync(
    file,
    JSON.stringify({ lines, notes: notesInFile, without, with: withNotes, ratio: withNotes / without }),
  );
  drawing.dispose();
  notes.dispose();
}

/** Milliseconds of each of some edits above all notes: each moves them all. */
async function editTimes(editor: vscode.TextEditor): Promise<number[]> {
  const times: number[] = [];
  for (let at = 0; at < edits; at += 1) {
    const started = performance.now();
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "\n"));
    times.push(performance.now() - started);
  }
  return times;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function isGloss(manifest: unknown): boolean {
  return typeof manifest === "object" && manifest !== null && "name" in manifest && manifest.name === "gloss";
}
