import assert from "node:assert/strict";
import * as vscode from "vscode";
import { editorHands } from "../../src/features/voice/editorHands";
import { whatIsInFront } from "../../src/features/voice/front";
import { hearCommand } from "../../src/features/voice/obey";
import { UserError } from "../../src/host/userError";
import type { Engine } from "../../src/engine/engine";
import { catalogue } from "../../src/voice/catalogue";
import type { Hands } from "../../src/voice/hands";
import { eventually, fileUri, openAndSelect, pressFirstMessage, select } from "./support";

const log = vscode.window.createOutputChannel("Spoken commands", { log: true });

/** What a person has to do after the model heard this: the model is a fixed answer. */
async function hear(
  heard: string,
  command: string,
  args: Readonly<Record<string, unknown>> = {},
): Promise<() => Promise<void>> {
  const text = JSON.stringify({ heard, command, arguments: args });
  const engine: Pick<Engine, "answer"> = {
    async *answer() {
      yield await Promise.resolve({ kind: "text", text } as const);
      yield { kind: "done", stopReason: "stop" } as const;
    },
  };
  const sound = { kind: "audio", name: "a.wav", format: "wav", bytes: new Uint8Array() } as const;
  return hearCommand(
    { engine: engine as Engine, log },
    { sound, front: whatIsInFront() },
    { signal: new AbortController().signal, onEvent: () => undefined },
  );
}

async function pressUntil(what: string, isDone: () => boolean): Promise<void> {
  await eventually(what, async () => {
    await pressFirstMessage();
    return isDone() ? true : undefined;
  });
}

const hands = (): Hands => editorHands(whatIsInFront());
const cursorLine = (): number | undefined => vscode.window.activeTextEditor?.selection.active.line;
const text = "alpha = 1\nbeta = alpha\n\n\nfunction gamma\nfunction gammaRays\n";

describe("spoken commands", () => {
  const registered: vscode.Disposable[] = [];
  before(async () => {
    await vscode.extensions.getExtension("gloss.gloss")?.activate(); // its commands are there after that
    registered.push(
      vscode.languages.registerRenameProvider("plaintext", {
        provideRenameEdits: (document, position, newName) => {
          const range = document.getWordRangeAtPosition(position);
          if (!range || newName === "reserved") throw new Error("That name is taken.");
          const edit = new vscode.WorkspaceEdit();
          edit.replace(document.uri, range, newName);
          return edit;
        },
      }),
      vscode.languages.registerDocumentSymbolProvider("plaintext", {
        provideDocumentSymbols: (document) =>
          [...document.getText().matchAll(/^function (\w+)/gm)].map(({ 1: name = "", index }) => {
            const range = document.lineAt(document.positionAt(index).line).range;
            return new vscode.DocumentSymbol(name, "", vscode.SymbolKind.Function, range, range);
          }),
      }),
    );
  });
  after(() => {
    vscode.Disposable.from(...registered).dispose();
    log.dispose();
  });
  afterEach(async () => {
    await vscode.commands.executeCommand("notifications.clearAll");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  const openText = (): Promise<vscode.TextEditor> =>
    openAndSelect({ content: text, language: "plaintext" }, 1, 1);
  const at = async (editor: vscode.TextEditor, line: number, column: number): Promise<void> =>
    select(editor, new vscode.Selection(line, column, line, column));

  it("run commands that this editor has", async () => {
    const known = new Set(await vscode.commands.getCommands(true));
    const run: string[] = [];
    const nothing = (): Promise<void> => Promise.resolve();
    const noted: Hands = {
      command: (id) => {
        run.push(id);
        return Promise.resolve();
      },
      goToLine: nothing,
      goToSymbol: nothing,
      openFile: nothing,
      ask: nothing,
      checkRename: nothing,
      rename: nothing,
      checkTasks: nothing,
      runTask: nothing,
    };
    for (const { id, argumentsSchema, bind } of catalogue) {
      const values = Object.entries(argumentsSchema.properties).map(([name, { type }]) => [
        name,
        type === "integer" ? 1 : "word",
      ]);
      const bound = bind(Object.fromEntries(values));
      assert.ok(bound, id);
      await bound.run(noted);
    }
    assert.ok(run.length > 30);
    assert.deepEqual(
      run.filter((id) => !known.has(id)),
      [],
    );
  });

  it("go to a symbol, and let a person choose between two that are as near", async () => {
    await openText();
    await hands().goToSymbol("gamma rays");
    assert.equal(cursorLine(), 5);
    await hands().goToSymbol("gamma");
    assert.equal(cursorLine(), 4);
    const choice = hands().goToSymbol("gamma ray burst");
    await eventually("the second one", async () => {
      await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
      return cursorLine() === 5 ? true : undefined;
    });
    await choice;
  });

  it("run a task by its name", async () => {
    const task = new vscode.Task(
      { type: "spoken" },
      vscode.TaskScope.Workspace,
      "polish the lamp",
      "test",
      new vscode.ShellExecution("true"),
    );
    registered.push(
      vscode.tasks.registerTaskProvider("spoken", {
        provideTasks: () => [task],
        resolveTask: () => undefined,
      }),
    );
    const started: string[] = [];
    registered.push(vscode.tasks.onDidStartTask(({ execution }) => started.push(execution.task.name)));
    await hands().runTask("polish the lamp");
    await eventually("the task", () => (started.includes("polish the lamp") ? true : undefined));
  });

  it("open no file of other people's packages", async () => {
    await vscode.workspace.fs.writeFile(fileUri("node_modules/zebra/zebra.txt"), Buffer.from(""));
    await assert.rejects(hands().openFile("zebra"), UserError);
  });

  it("offer the nearest as buttons where it is not clear what is meant", async () => {
    await openText();
    const act = (await hear("go to the end of the file", "undo"))();
    await pressUntil("the end of the file", () => cursorLine() === 6);
    await act;
  });

  it("rename what the cursor was on, however late that is confirmed", async () => {
    const editor = await openText();
    await at(editor, 0, 2);
    const act = (await hear("rename this to total price", "rename_symbol", { name: "total price" }))();
    await at(editor, 1, 2);
    await pressUntil("the new name", () => editor.document.lineAt(0).text === "totalPrice = 1");
    await act;
    assert.equal(editor.document.lineAt(1).text, "beta = alpha");
  });

  it("rename nothing in a file that changed before that was confirmed", async () => {
    const editor = await openText();
    await at(editor, 0, 2);
    const act = (await hear("rename this to total", "rename_symbol", { name: "total" }))();
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "new\n"));
    let error: unknown;
    act.catch((reason: unknown) => (error = reason));
    await pressUntil("it is refused", () => error !== undefined);
    assert.ok(error instanceof UserError);
    assert.match(error.message, /changed meanwhile/);
    assert.equal(editor.document.getText(), `new\n${text}`);
  });

  it("say why a name was refused", async () => {
    const editor = await openText();
    await at(editor, 0, 2);
    await assert.rejects(hands().rename("reserved"), (error) => {
      assert.ok(error instanceof UserError);
      return error.message.includes("That name is taken.");
    });
  });

  it("go back to where the person was, wherever they are by then", async () => {
    const editor = await openText();
    await at(editor, 1, 3);
    await (
      await hear("go to line 5", "go_to_line", { line: 5 })
    )();
    assert.equal(cursorLine(), 4);
    await openAndSelect({ content: "elsewhere", language: "plaintext" }, 1, 1);
    const { document } = editor;
    await pressUntil(
      "back",
      () => vscode.window.activeTextEditor?.document === document && cursorLine() === 1,
    );
  });

  it("undo what was said, and no other change", async () => {
    const editor = await openText();
    await at(editor, 0, 2);
    const turned = (): boolean => editor.document.lineAt(0).text !== "alpha = 1";
    await vscode.workspace.getConfiguration("gloss").update("voice.confirm", "never", true);
    const rename = async (): Promise<void> => {
      await at(editor, 0, 2);
      await (
        await hear("rename this to total", "rename_symbol", { name: "total" })
      )();
      assert.ok(turned());
    };
    await rename();
    await pressUntil("it is undone", () => !turned());
    await rename();
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), "new\n"));
    const changed = editor.document.getText();
    await pressFirstMessage();
    await vscode.workspace.getConfiguration("gloss").update("voice.confirm", undefined, true);
    assert.equal(editor.document.getText(), changed);
  });
});
