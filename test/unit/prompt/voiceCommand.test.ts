import assert from "node:assert/strict";
import { spokenCommandRequest, type CommandSpec } from "../../../src/prompt/voiceCommand";

const commands: readonly CommandSpec[] = [
  { id: "undo", argumentsSchema: { properties: {} } },
  { id: "go_to_line", argumentsSchema: { properties: { line: { type: "integer" } } } },
];
const sound = {
  kind: "audio" as const,
  name: "command.wav",
  format: "wav" as const,
  bytes: Uint8Array.from([1, 2, 3]),
};

const golden = `You turn a spoken command into JSON. Answer with a JSON object with the keys heard, command and arguments. heard is the transcript. Choose exactly one command. If nothing fits, use ask with the question.
Commands:
- undo
- go_to_line {line}`;

describe("spoken command prompt", () => {
  it("lists the commands with their arguments, and puts the sound last", () => {
    const { messages, sampling } = spokenCommandRequest(commands, sound, "");
    assert.deepEqual(messages, [
      { role: "system", content: golden },
      {
        role: "user",
        content: [
          { type: "text", text: "Which command is this?" },
          { type: "input_audio", input_audio: { data: "AQID", format: "wav" } },
        ],
      },
    ]);
    assert.equal(sampling, "exact");
  });

  it("names the language where one is set", () => {
    const [system] = spokenCommandRequest(commands, sound, "German").messages;
    assert.match(JSON.stringify(system), /The language is German\.\\nCommands:/);
  });

  it("lets a command come with its own arguments only, and silence with none", () => {
    const { jsonSchema } = spokenCommandRequest(commands, sound, "");
    const alternatives = (jsonSchema as { anyOf: { properties: Record<string, unknown> }[] }).anyOf;
    assert.deepEqual(
      alternatives.map(({ properties }) => properties["command"]),
      [{ const: "undo" }, { const: "go_to_line" }, { const: "none" }],
    );
    assert.deepEqual(alternatives[1]?.properties["arguments"], {
      type: "object",
      properties: { line: { type: "integer" } },
      required: ["line"],
      additionalProperties: false,
    });
  });
});
