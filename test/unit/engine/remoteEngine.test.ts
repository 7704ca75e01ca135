import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { RemoteEngine, type RemoteEngineOptions } from "../../../src/engine/remoteEngine";
import type { ChatRequest } from "../../../src/protocol/chat";
import { Failure } from "../../../src/protocol/failure";
import { startForeignServer, type ForeignServer, type Page } from "../../support/foreignServer";

const never = (): AbortSignal => new AbortController().signal;
const question: ChatRequest = {
  messages: [{ role: "user", content: "What does it do?" }],
  maxTokens: 100,
  sampling: "exact",
};
const models: Page = { body: { data: [{ id: "m" }] } };
const probe: Page = { body: { choices: [], usage: { prompt_tokens: 10 } } };
const props: Page = {
  body: { default_generation_settings: { n_ctx: 4096 }, modalities: { vision: true, audio: true } },
};
const piece = { choices: [{ index: 0, delta: { content: "word " }, finish_reason: null }] };
const busy: Page = { status: 503, body: { error: { message: "Loading model" } } };

describe("remote engine and a server in trouble", () => {
  let server: ForeignServer | undefined;
  afterEach(() => server?.stop());

  const engineFor = (options: Partial<RemoteEngineOptions> = {}): RemoteEngine =>
    new RemoteEngine({
      resolveTarget: () => Promise.resolve({ url: server?.url ?? "", model: "", contextTokens: 8192 }),
      confirm: () => Promise.resolve(true),
      retryLimits: { tries: 3, firstPauseMs: 1, longestPauseMs: 4 },
      ...options,
    });

  /** A page that is another one until it was asked for so often. */
  function after(times: number, first: Page, then: Page): () => Page {
    let asked = 0;
    return () => ((asked += 1) > times ? then : first);
  }

  it("stays unloaded when the answer that it cut off breaks", async () => {
    server = await startForeignServer(
      { "/v1/models": models },
      (body) => (body["stream"] === true ? Array.from({ length: 200 }, () => piece) : probe),
      { pauseMs: 20 },
    );
    const engine = engineFor();
    const reason = await failureKind(async () => {
      let unloaded: Promise<void> | undefined;
      for await (const event of engine.answer(question, never())) {
        if (event.kind === "text") unloaded ??= engine.unload();
      }
      await unloaded;
    });
    assert.equal(reason, "engineClosed");
    assert.deepEqual(engine.state, { kind: "stopped", why: "unloaded" });
    assert.equal((await engine.describe(never())).modelName, "m");
  });

  it("closes while the person is still asked whether data may go there", async () => {
    server = await startForeignServer({ "/v1/models": models }, () => probe);
    const engine = engineFor({ confirm: () => new Promise<boolean>(() => undefined) });
    const asked = failureKind(() => engine.describe(never()));
    await sleep(10);
    await engine.dispose();
    assert.equal(await asked, "engineClosed");
  });

  it("asks again for what the server is while that is busy", async () => {
    server = await startForeignServer(
      {
        "/v1/models": after(2, busy, models),
        "/props": after(2, busy, props),
        "/tokenize": after(2, { status: 429, body: {} }, { body: { tokens: [1, 2] } }),
      },
      () => probe,
    );
    const description = await engineFor().describe(never());
    assert.equal(description.contextTokens, 4096);
    assert.equal(description.server?.tokenCount, "exact");
  });

  it("names a server that stays busy, and takes it for no other kind", async () => {
    server = await startForeignServer({ "/v1/models": models, "/props": busy }, () => probe);
    assert.equal(await failureKind(() => engineFor().describe(never())), "serverBusy");
  });

  it("does not take a gateway without a server behind it for one that cannot count", async () => {
    server = await startForeignServer(
      { "/v1/models": models, "/tokenize": { status: 502, body: "Bad gateway" } },
      () => probe,
    );
    assert.equal(await failureKind(() => engineFor().describe(never())), "engineRefused");
  });
});

async function failureKind(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
  } catch (error) {
    assert.ok(error instanceof Failure, String(error));
    return error.reason.kind;
  }
  throw new Error("It should have failed.");
}
