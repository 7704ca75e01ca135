import assert from "node:assert/strict";
import { collect, failureOf, request, testEngine } from "../support/testEngine";

const never = (): AbortSignal => new AbortController().signal;
const secret = "hunter2-never-to-be-logged";

describe("log of the engine", () => {
  it("holds nothing of what was asked, attached or answered", async () => {
    const lines: string[] = [];
    const engine = testEngine({}, { log: (line) => lines.push(line) });
    const jsonSchema = { const: secret };
    const { text } = await collect(
      engine.answer(request(`const key = "${secret}";`, { jsonSchema }), never()),
    );
    assert.ok(text.includes(secret), "the model was made to say it");
    const data = Buffer.from(`RIFF${secret}`).toString("base64");
    const content = [{ type: "input_audio" as const, input_audio: { data, format: "wav" as const } }];
    await failureOf(
      collect(engine.answer({ ...request(""), messages: [{ role: "user", content }] }, never())),
    );
    await engine.dispose();
    assert.ok(lines.length > 20, "this test sees no log");
    const told = lines.filter((line) => line.includes(secret) || line.includes(data.slice(0, 12)));
    assert.deepEqual(told, []);
  });
});
