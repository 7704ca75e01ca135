import type { ChatRequest } from "../protocol/chat";
import type { Attachment } from "../protocol/conversation";
import { userMessage } from "./chatTemplate";
import { breakControlTokens } from "./controlTokens";

/** A command as the model must know it; `argumentsSchema` is the JSON schema of an object. */
export interface CommandSpec {
  readonly id: string;
  readonly argumentsSchema: ObjectSchema;
}

export interface ObjectSchema {
  readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** What the model chooses where nothing was said. */
const noCommand = "none";

const rules = [
  "You turn a spoken command into JSON.",
  "Answer with a JSON object with the keys heard, command and arguments.",
  "heard is the transcript.",
  "Choose exactly one command.",
  "If nothing fits, use ask with the question.",
].join(" ");

/** Longest answer: a transcript of 30 s of fast speech twice over (heard, and as the argument of `ask`). */
const maxTokens = 400;

/** The command that was said: `sound` alone is new from one command to the next, so that the engine reads only that. */
export function spokenCommandRequest(
  commands: readonly CommandSpec[],
  sound: Extract<Attachment, { kind: "audio" }>,
  language: string,
): ChatRequest {
  const spoken = language === "" ? "" : ` The language is ${breakControlTokens(language)}.`;
  return {
    messages: [
      { role: "system", content: `${rules}${spoken}\nCommands:\n${commands.map(commandLine).join("\n")}` },
      userMessage("Which command is this?", [sound]),
    ],
    maxTokens,
    // Not a matter of taste: the likeliest transcript and the likeliest command.
    sampling: "exact",
    jsonSchema: commandSchema(commands),
  };
}

function commandLine({ id, argumentsSchema }: CommandSpec): string {
  const names = Object.keys(argumentsSchema.properties);
  return names.length === 0 ? `- ${id}` : `- ${id} {${names.join(", ")}}`;
}

/** One alternative for each command, so that a command never comes with the arguments of another. */
function commandSchema(commands: readonly CommandSpec[]): Readonly<Record<string, unknown>> {
  const all = [...commands, { id: noCommand, argumentsSchema: { properties: {} } }];
  return { anyOf: all.map(({ id, argumentsSchema }) => answerSchema(id, argumentsSchema)) };
}

function answerSchema(id: string, { properties }: ObjectSchema): Readonly<Record<string, unknown>> {
  return object({ heard: { type: "string" }, command: { const: id }, arguments: object(properties) });
}

function object(properties: ObjectSchema["properties"]): Readonly<Record<string, unknown>> {
  return { type: "object", properties, required: Object.keys(properties), additionalProperties: false };
}
