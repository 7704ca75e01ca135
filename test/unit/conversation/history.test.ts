import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { mock } from "node:test";
import { Conversations } from "../../../src/conversation/conversations";
import { History } from "../../../src/conversation/history";
import type { Engine } from "../../../src/engine/engine";
import type { Attachment, Conversation } from "../../../src/protocol/conversation";

// No question is answered here: conversations are restored whole.
const noEngine: Engine = {
  state: { kind: "stopped", why: "notStarted" },
  onDidChangeState: () => () => undefined,
  answer: () => {
    throw new Error("not asked");
  },
  describe: () => Promise.reject(new Error("not asked")),
  countTokens: () => Promise.reject(new Error("not asked")),
  unload: () => Promise.resolve(),
  dispose: () => Promise.resolve(),
};

const picture: Attachment = {
  kind: "image",
  name: "screen.png",
  mimeType: "image/png",
  bytes: new Uint8Array([1, 2, 3]),
  size: { width: 2, height: 1 },
};
const sound: Attachment = { kind: "audio", name: "note.wav", format: "wav", bytes: new Uint8Array([9, 9]) };

function conversation(id: string, instruction: string, attachments: readonly Attachment[]): Conversation {
  const question = { instruction, context: [], attachments };
  const answer = { kind: "done", text: "A login form.", stopReason: "stop", leftOut: [] } as const;
  return { id, title: instruction, changedAt: 5, turns: [{ question, answer }] };
}

const first = "11111111-1111-4111-8111-111111111111";
const second = "22222222-2222-4222-8222-222222222222";

describe("history", () => {
  let folder: string;
  let isKept: boolean;
  const window = (): { conversations: Conversations; history: History } => {
    const onBug = (error: unknown): void => {
      throw error;
    };
    const limits = () => ({ maxTokens: 1, extraTokens: 0 });
    const conversations = new Conversations({ engine: noEngine, limits, onBug });
    return { conversations, history: new History({ folder, conversations, isKept: () => isKept, onBug }) };
  };
  /** Restores a conversation and changes it, so that it is written. */
  const write = async (...all: readonly Conversation[]): Promise<ReturnType<typeof window>> => {
    const opened = window();
    for (const one of all) {
      opened.conversations.restore(one);
      opened.conversations.rename(one.id, one.title);
    }
    await opened.history.flush();
    return opened;
  };

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "gloss-history-"));
    isKept = true;
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("brings a conversation with its picture back in the next window", async () => {
    await write(conversation(first, "What is this?", [picture]));
    const { conversations, history } = window();
    assert.deepEqual(
      (await history.list("")).map(({ id }) => id),
      [first],
    );
    assert.ok(await history.load(first));
    const turn = conversations.get(first)?.turns[0];
    const attachment = turn?.question.attachments[0];
    assert.deepEqual(attachment && Buffer.from(attachment.bytes), Buffer.from(picture.bytes));
    assert.equal(turn?.answer.text, "A login form.");
  });

  it("never writes sound", async () => {
    await write(conversation(first, "What did I say?", [sound]));
    assert.ok(!readFileSync(path.join(folder, `${first}.json`), "utf8").includes("note.wav"));
    assert.deepEqual(readdirSync(path.join(folder, "pictures")), []);
  });

  it("keeps both ways where two windows went on with one conversation", async () => {
    await write(conversation(first, "What is this?", [picture]));
    const [one, other] = [window(), window()];
    for (const { history } of [one, other]) assert.ok(await history.load(first));
    for (const [opened, title] of [[one, "Mine"] as const, [other, "Yours"] as const]) {
      opened.conversations.rename(first, title);
      await opened.history.flush();
    }
    const entries = await window().history.list("");
    assert.deepEqual(entries.map(({ title }) => title).sort(), ["Mine", "Yours"]);
    for (const { id } of entries) {
      const opened = window();
      assert.ok(await opened.history.load(id));
      assert.equal(opened.conversations.get(id)?.turns[0]?.question.attachments.length, 1);
    }
  });

  it("shows what another window has added meanwhile", async () => {
    await write(conversation(first, "What is this?", []));
    const [one, other] = [window(), window()];
    for (const { history } of [one, other]) await history.load(first);
    // As where all of it happens within one millisecond.
    const now = one.conversations.get(first)?.changedAt ?? 0;
    const clock = mock.method(Date, "now", () => now);
    one.conversations.rename(first, "Newer");
    clock.mock.restore();
    await one.history.flush();
    assert.ok(await other.history.load(first));
    assert.equal(other.conversations.get(first)?.title, "Newer");
    assert.equal((await window().history.list("")).length, 1);
  });

  it("finds conversations by what was said in them", async () => {
    await write(conversation(first, "What is this?", []), conversation(second, "Find the bug.", []));
    const { history } = window();
    assert.deepEqual(
      (await history.list("BUG")).map(({ id }) => id),
      [second],
    );
    assert.equal((await history.list("login")).length, 2);
  });

  it("deletes a conversation and the pictures that no other one shows", async () => {
    const other = { ...picture, bytes: new Uint8Array([4]) };
    const { conversations, history } = await write(
      conversation(first, "One?", [picture, other]),
      conversation(second, "Two?", [picture]),
    );
    conversations.remove(first);
    await history.flush();
    assert.equal(readdirSync(path.join(folder, "pictures")).length, 1);
    assert.deepEqual(
      (await window().history.list("")).map(({ id }) => id),
      [second],
    );
  });

  it("keeps all pictures while there is a conversation that it cannot read", async () => {
    const { conversations, history } = await write(
      conversation(first, "One?", [picture]),
      conversation(second, "Two?", [picture]),
    );
    const file = path.join(folder, `${second}.json`);
    writeFileSync(file, readFileSync(file, "utf8").replace('"version":1', '"version":2'));
    conversations.remove(first);
    await history.flush();
    assert.equal(readdirSync(path.join(folder, "pictures")).length, 1);
  });

  it("writes nothing when it is switched off", async () => {
    isKept = false;
    await write(conversation(first, "What is this?", [picture]));
    assert.deepEqual(readdirSync(folder), []);
  });

  it("passes over torn and foreign files, and leaves them alone", async () => {
    writeFileSync(path.join(folder, "torn.json"), '{"version":1,"id":"');
    writeFileSync(path.join(folder, "foreign.json"), "[1]");
    const { history } = window();
    assert.deepEqual(await history.list(""), []);
    assert.equal(await history.load("../../etc/passwd"), false);
    assert.equal(readdirSync(folder).length, 2);
  });
});
