import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Engine, EngineEvent } from "../../src/engine/engine";
import { commitMessageFor } from "../../src/features/review/commitMessage";
import { reviewFile, type Reviewed } from "../../src/features/review/reviewFile";
import { reviewFiles } from "../../src/features/review/reviewFiles";
import type { ChangedFile } from "../../src/host/changedFiles";
import type { GitRepository } from "../../src/host/git";
import { NoteList } from "../../src/host/noteList";
import { wholeFileHunk } from "../../src/notes/diffHunks";
import type { ChatRequest, StopReason } from "../../src/protocol/chat";
import { fileUri } from "./support";

/** An engine that counts a character as a token and says the same to each request. */
function engineThatSays(text: string, stopReason: StopReason, onRequest: () => void = () => undefined) {
  const requests: ChatRequest[] = [];
  const description = { modelName: "fake", contextTokens: 6_000, readsImages: false, hearsAudio: false };
  const engine: Engine = {
    state: { kind: "ready", description },
    onDidChangeState: () => () => undefined,
    async *answer(request, signal): AsyncGenerator<EngineEvent, void, undefined> {
      requests.push(request);
      onRequest();
      yield await Promise.resolve({ kind: "text" as const, text });
      yield { kind: "done", stopReason: signal.aborted ? "cancelled" : stopReason };
    },
    describe: () => Promise.resolve(description),
    countTokens: (counted) => Promise.resolve(counted.length),
    unload: () => Promise.resolve(),
    dispose: () => Promise.resolve(),
  };
  return { engine, requests };
}

const answer = JSON.stringify({ notes: [{ quote: "first();", kind: "bug", text: "It is the first." }] });
const minified = `const all = "${"x".repeat(9_000)}";`;

describe("the review of a file", () => {
  let notes: NoteList;
  beforeEach(() => {
    notes = new NoteList();
  });
  afterEach(() => {
    notes.dispose();
  });

  async function review(
    { engine }: Pick<ReturnType<typeof engineThatSays>, "engine">,
    text: string,
    { signal } = new AbortController(),
  ): Promise<Reviewed> {
    const uri = fileUri("reviewed.js");
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
    const file = { uri, path: "reviewed.js", hunks: [wholeFileHunk(text)], isDeleted: false };
    return reviewFile({ engine, notes }, file, { signal, onEvent: () => undefined });
  }

  it("passes over a line that is too long for the context, and says so", async () => {
    const fake = engineThatSays(answer, "stop");
    const reviewed = await review(fake, `first();\n${minified}\nlast();\n`);
    assert.deepEqual(reviewed, { placed: 1, unplaced: 1, isCut: false, isTooLong: true });
    assert.equal(fake.requests.length, 2);
    assert.ok(!JSON.stringify(fake.requests).includes("xxx"));
  });

  it("says that the model was cut", async () => {
    const reviewed = await review(engineThatSays(answer, "length"), "first();\n");
    assert.deepEqual(reviewed, { placed: 1, unplaced: 0, isCut: true, isTooLong: false });
  });

  it("ends with a stop, part by part and file by file", async () => {
    const controller = new AbortController();
    const fake = engineThatSays(answer, "stop", () => {
      controller.abort();
    });
    const long = `first();\n${"next();\n".repeat(2_000)}`;
    const reviewed = await review(fake, long, controller);
    assert.deepEqual([reviewed.isCut, fake.requests.length], [false, 1]);
    await review(fake, long, controller);
    assert.equal(fake.requests.length, 1);
  });
});

describe("the review of several files", () => {
  let notes: NoteList;
  beforeEach(() => {
    notes = new NoteList();
  });
  afterEach(() => {
    notes.dispose();
  });

  async function changed(name: string, text: string): Promise<ChangedFile> {
    const uri = fileUri(name);
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
    return { uri, path: name, hunks: [wholeFileHunk(text)], isDeleted: false };
  }

  it("splits each by the budget, and tells of every file what was left out", async () => {
    const { engine, requests } = engineThatSays(answer, "stop");
    const long = `first();\n${"next();\n".repeat(1_500)}`;
    const files = [
      await changed("one.js", "first();\n"),
      await changed("two.js", long),
      await changed("three.js", `${minified}\nfirst();\n`),
    ];
    const said: string[] = [];
    let percent = 0;
    const reviewed = await reviewFiles({ engine, notes }, files, {
      signal: new AbortController().signal,
      onProgress: (message, increment) => {
        percent += increment;
        if (said.at(-1) !== message) said.push(message);
      },
    });
    assert.equal(reviewed.placed, 3);
    assert.deepEqual([reviewed.cut, reviewed.tooLong, reviewed.isStopped], [[], ["three.js"], false]);
    assert.deepEqual(
      notes.files.map(({ uri }) => vscode.workspace.asRelativePath(uri)),
      ["one.js", "three.js", "two.js"],
    );
    assert.ok(requests.length > 4, String(requests.length));
    for (const { messages } of requests) assert.ok(JSON.stringify(messages).length < 6_000);
    assert.deepEqual([said[0], Math.round(percent)], ["1 of 3 files · one.js", 67]);
  });

  it("is stopped between two files, and keeps what it has", async () => {
    const controller = new AbortController();
    const { engine, requests } = engineThatSays(answer, "stop");
    const files = [await changed("one.js", "first();\n"), await changed("two.js", "first();\n")];
    const reviewed = await reviewFiles({ engine, notes }, files, {
      signal: controller.signal,
      onProgress: (message) => {
        if (message.startsWith("2 of 2")) controller.abort();
      },
    });
    assert.deepEqual([reviewed.placed, reviewed.isStopped, requests.length], [1, true, 1]);
    assert.deepEqual(
      notes.files.map(({ uri }) => vscode.workspace.asRelativePath(uri)),
      ["one.js"],
    );
  });
});

describe("a commit message", () => {
  it("comes with the names of the files of which only a part was sent", async () => {
    const names = ["long.js", "short.js"];
    await vscode.workspace.fs.writeFile(fileUri("long.js"), Buffer.from("next();\n".repeat(4_000)));
    await vscode.workspace.fs.writeFile(fileUri("short.js"), Buffer.from("first();\n"));
    const untracked = 7;
    const repository: GitRepository = {
      rootUri: fileUri("."),
      inputBox: { value: "" },
      state: {
        indexChanges: [],
        workingTreeChanges: names.map((name) => ({ uri: fileUri(name), status: untracked })),
      },
      diffWithHEAD: () => Promise.resolve(""),
      diffIndexWithHEAD: () => Promise.resolve(""),
      log: () => Promise.resolve([]),
    };
    const { engine } = engineThatSays(JSON.stringify({ subject: "Add files", body: "" }), "stop");
    const { signal } = new AbortController();
    const { message, shortened } = await commitMessageFor(engine, { repository, which: "all" }, signal);
    assert.deepEqual([message, shortened], ["Add files", ["long.js"]]);
  });
});
