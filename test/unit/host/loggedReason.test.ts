import assert from "node:assert/strict";
import { createServer } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { streamChat } from "../../../src/engine/chatClient";
import { loggedReason } from "../../../src/host/loggedReason";
import { collect, failureOf, request } from "../../support/testEngine";

const secret = "hunter2-never-to-be-logged";

/** What a server may say with the words of a question or an answer in it. */
const replies = [
  ["an answer that breaks off inside a line", 200, `data: {"choices":[{"delta":{"content":"${secret}\n\n`],
  ["an answer of another shape", 200, `data: {"choices":[{"delta":{"content":["${secret}"]}}]}\n\n`],
  ["an error amid an answer", 200, `data: {"error":{"message":"cannot go on after ${secret}"}}\n\n`],
  ["a refusal that quotes the question", 400, `{"error":{"message":"bad value: ${secret}","code":400}}`],
  ["a medium that it quotes", 400, `{"error":{"message":"failed to load image ${secret}","code":400}}`],
  ["a refusal that is no JSON", 502, `<html>${secret}</html>`],
] as const;

describe("failures in the log", function () {
  if (process.platform === "win32") return;
  for (const [title, status, body] of replies) {
    it(`name the kind and hold no words: ${title}`, async () => {
      const folder = mkdtempSync(path.join(tmpdir(), "gloss-test-"));
      const socketPath = path.join(folder, "s.sock");
      const server = createServer((asked, reply) => {
        asked.resume();
        reply.writeHead(status).end(body);
      });
      try {
        await new Promise<void>((resolve) => server.listen(socketPath, resolve));
        const target = { serverKind: "llamaServer", signal: new AbortController().signal } as const;
        const answer = streamChat({ kind: "socket", socketPath }, request(secret), target);
        const line = loggedReason(await failureOf(collect(answer)));
        assert.match(line, /"kind":"(replyMalformed|engineRefused|mediaUnreadable)"/);
        assert.ok(!line.includes("hunter2"), line);
      } finally {
        server.close();
        rmSync(folder, { recursive: true });
      }
    });
  }
});
