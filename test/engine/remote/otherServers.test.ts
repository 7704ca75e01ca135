import assert from "node:assert/strict";
import { RemoteEngine, type RemoteEngineOptions } from "../../../src/engine/remoteEngine";
import { collect, request } from "../../support/testEngine";
import { startForeignServer } from "../../support/foreignServer";

const never = (): AbortSignal => new AbortController().signal;
const engineFor = (url: string, model = "", options: Partial<RemoteEngineOptions> = {}): RemoteEngine =>
  new RemoteEngine({
    resolveTarget: () => Promise.resolve({ url, model, contextTokens: 8192 }),
    confirm: () => Promise.resolve(true),
    ...options,
  });
const chunk = (delta: unknown, finish_reason: string | null = null) => ({
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  choices: [{ index: 0, delta, finish_reason }],
});
const answer = [
  chunk({ role: "assistant", content: "" }),
  chunk({ content: "It " }),
  chunk({ content: "adds." }),
  chunk({}, "stop"),
  {
    choices: [],
    usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15, prompt_tokens_details: null },
  },
];
const hasPart = (body: Record<string, unknown>, type: string): boolean =>
  JSON.stringify(body["messages"]).includes(`"type":"${type}"`);
const openFile = {
  functions: [{ name: "open_file", description: "Opens a file.", parameters: { type: "object" } }],
  choice: "auto" as const,
};
const piece = (index: number, id: string | null, part: Record<string, string>) =>
  chunk({ tool_calls: [{ index, ...(id !== null && { id, type: "function" }), function: part }] });
const probe = (tokens: number) => ({ body: { choices: [], usage: { prompt_tokens: tokens } } });

describe("remote engine and the shapes of other servers", () => {
  it("asks vLLM with its fields, takes its context, and counts with its tokenizer", async () => {
    const server = await startForeignServer(
      {
        "/v1/models": {
          body: {
            object: "list",
            data: [{ id: "google/gemma-4-12b-it", owned_by: "vllm", max_model_len: 32768 }],
          },
        },
        "/tokenize": { body: { count: 3, max_model_len: 32768, tokens: [1, 2, 3] } },
      },
      (body) => {
        if (body["stream"] === true) return answer;
        if (hasPart(body, "input_audio")) {
          const message = "At most 0 audio(s) may be provided in one prompt.";
          return {
            status: 400,
            body: { error: { message, type: "BadRequestError", param: null, code: 400 } },
          };
        }
        return probe(hasPart(body, "image_url") ? 90 : 10);
      },
    );
    const engine = engineFor(server.url);
    const description = await engine.describe(never());
    assert.equal(description.modelName, "gemma-4-12b-it");
    assert.equal(description.contextTokens, 32768);
    assert.deepEqual([description.readsImages, description.hearsAudio], [true, false]);
    assert.equal(await engine.countTokens("const x", never()), 3);
    const { text, events } = await collect(engine.answer(request("What does it do?"), never()));
    assert.equal(text, "It adds.");
    assert.deepEqual(events.at(-1), {
      kind: "done",
      stopReason: "stop",
      usage: { promptTokens: 12, cachedTokens: 0, answerTokens: 3 },
    });
    const sent = server.requests.at(-1) ?? {};
    assert.equal(sent["model"], "google/gemma-4-12b-it");
    assert.deepEqual(sent["chat_template_kwargs"], { enable_thinking: false });
    assert.ok(!("cache_prompt" in sent) && !("return_progress" in sent));
    await server.stop();
  });

  it("asks Ollama with OpenAI's fields only, estimates tokens, and notices pictures that are not read", async () => {
    const server = await startForeignServer(
      { "/v1/models": { body: { object: "list", data: [{ id: "gemma4:12b", owned_by: "library" }] } } },
      (body) => (body["stream"] === true ? answer : probe(10)),
    );
    const engine = engineFor(server.url, "gemma4:12b");
    const description = await engine.describe(never());
    assert.equal(description.contextTokens, 8192);
    assert.equal(description.server?.tokenCount, "estimated");
    assert.deepEqual([description.readsImages, description.hearsAudio], [false, false]);
    assert.equal(await engine.countTokens("123456", never()), 2);
    const continued = {
      ...request("Explain."),
      messages: [
        { role: "user" as const, content: "Explain." },
        { role: "assistant" as const, content: "It" },
      ],
      continueLast: true,
    };
    await collect(engine.answer(continued, never()));
    const sent = server.requests.at(-1) ?? {};
    const known = ["max_tokens", "messages", "model", "stream", "stream_options", "temperature"];
    assert.deepEqual(Object.keys(sent).toSorted(), known);
    assert.equal((sent["messages"] as readonly { readonly role: string }[]).at(-1)?.role, "user");
    await server.stop();
  });

  it("puts a tool call together that comes in pieces, and drops one that was cut", async () => {
    const server = await startForeignServer({ "/v1/models": { body: { data: [{ id: "m" }] } } }, (body) =>
      body["stream"] === true
        ? [
            piece(0, "a", { name: "open_file", arguments: "" }),
            piece(0, null, { arguments: '{"path": ' }),
            piece(0, null, { arguments: '"a.ts"}' }),
            piece(1, "b", { name: "open_file", arguments: '{"pa' }),
            chunk({}, "length"),
          ]
        : probe(10),
    );
    const { events } = await collect(
      engineFor(server.url).answer({ ...request("Open a.ts"), tools: openFile }, never()),
    );
    const calls = events.flatMap((event) => (event.kind === "toolCall" ? [event.call] : []));
    assert.deepEqual(calls, [
      { id: "a", type: "function", function: { name: "open_file", arguments: '{"path": "a.ts"}' } },
    ]);
    const end = events.at(-1);
    assert.equal(end?.kind === "done" && end.stopReason, "length");
    await server.stop();
  });

  it("waits for a long tool call, and for thoughts, as long as they come", async () => {
    const letters = Array.from({ length: 30 }, () => piece(0, null, { arguments: "a" }));
    const thoughts = Array.from({ length: 15 }, () => chunk({ reasoning_content: "Hm. " }));
    const call = [
      ...thoughts,
      piece(0, "a", { name: "open_file", arguments: '{"path": "' }),
      ...letters,
      piece(0, null, { arguments: '"}' }),
      chunk({}, "stop"),
    ];
    const server = await startForeignServer(
      { "/v1/models": { body: { data: [{ id: "m" }] } } },
      (body) => (body["stream"] === true ? call : probe(10)),
      { pauseMs: 100 },
    );
    // All of it takes five seconds.
    const engine = engineFor(server.url, "", {
      hangLimits: { readingMs: 2_000, answeringMs: 2_000 },
    });
    const { events } = await collect(engine.answer({ ...request("Open it"), tools: openFile }, never()));
    assert.equal(events.filter(({ kind }) => kind === "toolCall").length, 1);
    await server.stop();
  });
});
