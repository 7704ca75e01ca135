// Asks a question from the command line, with the prompt and engine code of the extension and without VS Code.
import { readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { attachmentOf, isReadByEngine } from "../src/attachments/attachmentOf";
import { answerQuestion } from "../src/conversation/answerQuestion";
import type { Engine } from "../src/engine/engine";
import { LocalEngine } from "../src/engine/localEngine";
import { resolveLocalModel } from "../src/engine/localModel";
import { RemoteEngine } from "../src/engine/remoteEngine";
import { parseServerUrl } from "../src/engine/remote/serverTarget";
import { sandboxPolicy } from "../src/engine/sandbox/chooseLauncher";
import { bundledEngineFolder } from "../src/engine/serverBinary";
import { explainInstruction } from "../src/prompt/ask";
import type { Answer, Attachment, CodeSelection, Question } from "../src/protocol/conversation";
import { Failure } from "../src/protocol/failure";
import { identifiersIn } from "../src/voice/identifiers";

const usage = `npm run ask -- [--code FILE[:FROM-TO]] [--image FILE] [--audio FILE] [--model FILE --mmproj FILE]
              [--server URL] [--exact] [--json] ["question"]

  --code    a file, or some lines of it, as the selected code
  --image   a picture (PNG, JPEG, GIF, BMP); may be given more than once
  --audio   a sound of at most 30 s (WAV, MP3, FLAC); without a question in words, the question is in it
  --model   another model than the embedded toy model; --mmproj is its projector
  --server  the address of a server that speaks the OpenAI protocol; --server-model is one of its models.
            Its key is taken from the environment variable GLOSS_KEY
  --exact   greedy sampling: the same question gives the same answer
  --gpu     graphics cards may compute, with an engine on PATH that was built for them (untested)
  --unconfined  runs the model without confinement, where none can be had
  --json    prints {answer, usage, timings, stopReason, leftOut, engine, model}`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    code: { type: "string" },
    image: { type: "string", multiple: true, default: [] },
    audio: { type: "string", multiple: true, default: [] },
    model: { type: "string", default: "" },
    mmproj: { type: "string", default: "" },
    server: { type: "string" },
    "server-model": { type: "string", default: "" },
    exact: { type: "boolean", default: false },
    gpu: { type: "boolean", default: false },
    unconfined: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

/** A mistake in the command line, worded for the person who made it. */
class UsageError extends Error {}

const languages: Readonly<Record<string, string>> = {
  ".ts": "typescript",
  ".tsx": "typescriptreact",
  ".js": "javascript",
  ".mjs": "javascript",
  ".py": "python",
  ".go": "go",
  ".java": "java",
  ".rs": "rust",
  ".c": "c",
  ".html": "html",
  ".css": "css",
};

function codeOf(argument: string): CodeSelection {
  const [, file = argument, from, to] = /^(.*?)(?::(\d+)(?:-(\d+))?)?$/.exec(argument) ?? [];
  const lines = readFileSync(file, "utf8").split("\n");
  const startLine = from === undefined ? 1 : Number(from);
  const endLine = from === undefined ? lines.length : Number(to ?? from);
  if (startLine < 1 || endLine < startLine || endLine > lines.length) {
    throw new UsageError(`${file} has lines 1-${String(lines.length)}.`);
  }
  return {
    path: path.relative(process.cwd(), file),
    languageId: languages[path.extname(file)] ?? "plaintext",
    startLine,
    endLine,
    text: lines
      .slice(startLine - 1, endLine)
      .join("\n")
      .trimEnd(),
  };
}

function attach(file: string): Attachment {
  const result = attachmentOf(path.basename(file), readFileSync(file));
  if (result.kind === "refused") {
    throw new UsageError(`${file} cannot be attached: ${JSON.stringify(result.problem)}`);
  }
  if (!isReadByEngine(result.attachment)) {
    throw new UsageError(`${file} is of a kind that only the editor converts. Use PNG, JPEG, GIF or BMP.`);
  }
  return result.attachment;
}

function readQuestion(): Question {
  const code = values.code === undefined ? undefined : codeOf(values.code);
  const attachments = [...values.image, ...values.audio].map(attach);
  const words = positionals.join(" ");
  const isSpoken = words === "" && values.audio.length > 0;
  const instruction = words !== "" || isSpoken || !code ? words : explainInstruction;
  if (instruction === "" && attachments.length === 0) throw new UsageError(usage);
  const spoken = { names: identifiersIn(code?.text ?? ""), language: "" };
  return { instruction, ...(code && { code }), context: [], attachments, ...(isSpoken && { spoken }) };
}

async function ask(question: Question, engine: Engine): Promise<Answer> {
  const interrupt = new AbortController();
  process.once("SIGINT", () => {
    interrupt.abort();
  });
  let answer: Answer | undefined;
  let shown = 0;
  const job = {
    earlier: [],
    question,
    limits: { maxTokens: 2048, extraTokens: 0 },
    ...(values.exact && { sampling: "exact" as const }),
  };
  for await (const step of answerQuestion(engine, job, interrupt.signal)) {
    if (step.kind !== "answer") continue;
    answer = step.answer;
    if (values.json) continue;
    if (shown === 0 && answer.text !== "" && answer.heard) process.stdout.write(`Heard: ${answer.heard}\n\n`);
    process.stdout.write(answer.text.slice(shown));
    shown = answer.text.length;
  }
  if (!answer || answer.kind === "pending") throw new Error("The question did not settle.");
  return answer;
}

function localEngine(): Engine {
  const extensionFolder = process.env["GLOSS_ROOT"] ?? process.cwd();
  const choice = {
    modelPath: values.model,
    projectorPath: values.mmproj,
    contextTokens: 16384,
    threads: 0,
    devices: values.gpu ? ("gpu" as const) : ("cpu" as const),
  };
  const places = { setting: "", extensionFolder, searchPath: process.env["PATH"] ?? "" };
  return new LocalEngine({
    resolveSpec: () => resolveLocalModel(choice, places),
    helperFolder: bundledEngineFolder(extensionFolder),
    sandbox: () => sandboxPolicy(values.unconfined ? "off" : undefined),
    idleMinutes: () => 0,
    log: (line) => process.env["GLOSS_VERBOSE"] && process.stderr.write(`${line}\n`),
  });
}

function remoteEngine(address: string): Engine {
  const key = process.env["GLOSS_KEY"];
  const target = { url: parseServerUrl(address), model: values["server-model"], contextTokens: 8192 };
  return new RemoteEngine({
    resolveTarget: () => Promise.resolve({ ...target, ...(key !== undefined && { key }) }),
    confirm: () => Promise.resolve(true), // the address on the command line says where data goes
  });
}

async function main(): Promise<number> {
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const engine = values.server === undefined ? localEngine() : remoteEngine(values.server);
  try {
    const answer = await ask(readQuestion(), engine);
    const { state } = engine;
    const description = state.kind === "ready" ? state.description : undefined;
    if (values.json) {
      const { text, ...rest } = answer;
      const engineFacts = description?.server
        ? { kind: "server", ...description.server }
        : {
            kind: "local",
            confinement: description?.confinement?.attestation.level,
            plan: description?.plan,
            gpus: description?.gpus,
          };
      const result = { answer: text, ...rest, engine: engineFacts, model: description?.modelName };
      process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    } else {
      process.stdout.write("\n");
      if (answer.kind === "failed") process.stderr.write(`${JSON.stringify(answer.reason, null, 2)}\n`);
    }
    return answer.kind === "failed" ? 1 : 0;
  } finally {
    await engine.dispose();
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const isKnown =
      error instanceof UsageError || error instanceof Failure || (error instanceof Error && "code" in error);
    process.stderr.write(
      `${isKnown ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
    );
    process.exitCode = 2;
  },
);
