import assert from "node:assert/strict";
import { loadReplies, refusal } from "../../../src/engine/serverReplies";

/** What servers send when they refuse, and what Gloss makes of it. */
const cases = [
  [
    "vLLM, too long",
    400,
    {
      error: {
        message:
          "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens (4000 in the messages, 1000 in the completion). Please reduce the length of the messages or completion.",
        type: "BadRequestError",
        param: null,
        code: 400,
      },
    },
    { kind: "contextExceeded", promptTokens: 5000, contextTokens: 4096 },
  ],
  [
    "SGLang, too long",
    400,
    {
      object: "error",
      message: "The input (5000 tokens) is longer than the model's context length (4096 tokens).",
      type: "BadRequestError",
      code: 400,
    },
    { kind: "contextExceeded", promptTokens: 5000, contextTokens: 4096 },
  ],
  [
    "vLLM, no pictures",
    400,
    {
      error: {
        message: "At most 0 image(s) may be provided in one prompt.",
        type: "BadRequestError",
        code: 400,
      },
    },
    { kind: "mediaUnsupported", media: "image" },
  ],
  [
    "Ollama, unknown model",
    404,
    { error: { message: 'model "x" not found', type: "not_found_error", param: null, code: null } },
    { kind: "engineRefused", status: 404, detail: 'model "x" not found' },
  ],
  [
    "a gateway, wrong key",
    401,
    { error: { message: "Incorrect API key", type: "invalid_request_error", code: "invalid_api_key" } },
    { kind: "engineRefused", status: 401, detail: "Incorrect API key" },
  ],
] as const;

describe("refusals of servers", () => {
  for (const [title, status, body, expected] of cases) {
    it(`sorts: ${title}`, async () => {
      assert.deepEqual(refusal(await loadReplies(), { status }, JSON.stringify(body)), expected);
    });
  }

  it("keeps the words of something that is no JSON, and when to ask again", async () => {
    assert.deepEqual(refusal(await loadReplies(), { status: 503, retryAfterMs: 2000 }, "<html>busy</html>"), {
      kind: "engineRefused",
      status: 503,
      detail: "<html>busy</html>",
      retryAfterMs: 2000,
    });
  });
});
