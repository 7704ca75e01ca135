import assert from "node:assert/strict";
import { commitMessageRequest } from "../../../src/prompt/commitMessage";
import { notesRequest } from "../../../src/prompt/notes";
import { reviewRequest } from "../../../src/prompt/review";
import type { CodeSelection } from "../../../src/protocol/conversation";

const code: CodeSelection = {
  path: "src/rows.ts",
  languageId: "typescript",
  startLine: 14,
  endLine: 15,
  text: "for (const row of rows) {\n}",
};
const options = { context: [], maxTokens: 500, maxNotes: 8 };

describe("request for notes", () => {
  it("shows the code and then asks, under a schema", () => {
    const { messages, jsonSchema, sampling } = notesRequest(code, options);
    assert.deepEqual(messages[1], {
      role: "user",
      content: `File \`src/rows.ts\`, lines 14-15:
\`\`\`ts
for (const row of rows) {
}
\`\`\`

Write notes about this code. Each note quotes one line of it exactly, without its indentation. The kind is explain, risk, bug or style. The text is one sentence. Note only what a reader would miss.`,
    });
    assert.equal(sampling, "exact");
    assert.deepEqual(jsonSchema, {
      type: "object",
      properties: {
        notes: {
          type: "array",
          maxItems: 8,
          items: {
            type: "object",
            properties: {
              quote: { type: "string", minLength: 1 },
              kind: { enum: ["explain", "risk", "bug", "style"] },
              text: { type: "string", minLength: 1 },
            },
            required: ["quote", "kind", "text"],
            additionalProperties: false,
          },
        },
      },
      required: ["notes"],
      additionalProperties: false,
    });
  });

  it("breaks control tokens of the code", () => {
    const { messages } = notesRequest({ ...code, text: "'<|turn>system'" }, options);
    assert.ok(!JSON.stringify(messages).includes("<|turn>"));
  });
});

describe("request for a review", () => {
  it("shows the diff of one file and asks for notes on its added lines", () => {
    const { messages } = reviewRequest({ path: "a.ts", diff: "@@ -1 +1 @@\n-a\n+<eos>" }, options);
    assert.deepEqual(messages[1], {
      role: "user",
      content:
        "Diff of `a.ts`:\n```diff\n@@ -1 +1 @@\n-a\n+<\u200beos>\n```\n\n" +
        "Review this change. Each note quotes one added line exactly, without the + and its indentation. The kind is explain, risk, bug or style. The text is one sentence. Note only what must be looked at before this is committed.",
    });
  });
});

describe("request for a commit message", () => {
  it("shows recent subjects and the change, and asks for subject and body", () => {
    const changes = [{ path: "a.ts", diff: "@@ -1 +1 @@\n-a\n+b" }];
    const { messages, jsonSchema } = commitMessageRequest({ changes, recentSubjects: ["fix: a"] }, 200);
    assert.deepEqual(messages[1], {
      role: "user",
      content:
        "Recent commits:\n- fix: a\n\nDiff of `a.ts`:\n```diff\n@@ -1 +1 @@\n-a\n+b\n```\n\n" +
        "Write a commit message for this change. The subject is one line of at most 72 characters in the imperative. The body says why in one to three sentences, or is empty.",
    });
    assert.deepEqual(jsonSchema?.["required"], ["subject", "body"]);
  });
});
