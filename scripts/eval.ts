// Measures the embedded model on questions that its training never saw, through the product's own prompts and engine.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { LocalEngine } from "../src/engine/localEngine";
import { resolveLocalModel } from "../src/engine/localModel";
import { sandboxPolicy } from "../src/engine/sandbox/chooseLauncher";
import { bundledEngineFolder } from "../src/engine/serverBinary";
import { readHeldOut, type HeldOutSet } from "./evaluation/heldOut";
import { measure } from "./evaluation/measure";
import { promptLines } from "./evaluation/promptLines";
import { Score, type Figure } from "./evaluation/score";
import { Session } from "./evaluation/session";

const usage = `npm run eval -- [--json FOLDER] [--set FOLDER] [--only KIND,KIND] [--model FILE --mmproj FILE]

  --json    writes eval.json (figures and every answer) and report.md into FOLDER, and prints the figures as JSON
  --set     questions to ask; without it the large set in the cache if it was made (nano/train/make_heldout.py),
            else the small one in nano/heldout
  --only    kinds of questions: explain, bug, correct, followUp, noCode, edit, notes, commit, picture, command, voiceNote
  --model   another model than the embedded one; --mmproj is its projector
  --unconfined  runs the model without confinement, where none can be had`;

const { values } = parseArgs({
  options: {
    json: { type: "string" },
    set: { type: "string" },
    only: { type: "string", default: "" },
    model: { type: "string", default: "" },
    mmproj: { type: "string", default: "" },
    unconfined: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const root = process.env["GLOSS_ROOT"] ?? process.cwd();

function setFolder(): string {
  if (values.set !== undefined) return path.resolve(values.set);
  const cache = process.env["XDG_CACHE_HOME"] ?? path.join(homedir(), ".cache");
  const large = path.join(cache, "gloss", "nano", "heldout");
  return existsSync(path.join(large, "set.json")) ? large : path.join(root, "nano", "heldout");
}

async function measureAll({ folder, items }: HeldOutSet): Promise<Score> {
  const choice = {
    modelPath: values.model,
    projectorPath: values.mmproj,
    contextTokens: 4096,
    threads: 0,
  };
  const places = { setting: "", extensionFolder: root, searchPath: process.env["PATH"] ?? "" };
  const engine = new LocalEngine({
    resolveSpec: () => resolveLocalModel(choice, places),
    helperFolder: bundledEngineFolder(root),
    sandbox: () => sandboxPolicy(values.unconfined ? "off" : undefined),
    idleMinutes: () => 0,
    log: () => undefined,
  });
  const interrupt = new AbortController();
  process.once("SIGINT", () => {
    interrupt.abort();
  });
  const score = new Score();
  const session = new Session(engine, score, interrupt.signal);
  const kinds = values.only === "" ? undefined : values.only.split(",");
  const wanted = items.filter(({ kind }) => kinds?.includes(kind) ?? true);
  try {
    for (const [at, item] of wanted.entries()) {
      if (process.stderr.isTTY) process.stderr.write(`\r${String(at + 1)} of ${String(wanted.length)}`);
      await measure(session, item, folder);
    }
  } finally {
    await engine.dispose();
  }
  return score;
}

function table(figures: Readonly<Record<string, Figure>>): string {
  const rows = Object.entries(figures).map(
    ([name, { hits, of, share }]) =>
      `| ${name} | ${String(hits)} / ${String(of)} | ${(100 * share).toFixed(1)} % |`,
  );
  return ["| measure | count | share |", "| --- | ---: | ---: |", ...rows].join("\n");
}

function report(figures: Readonly<Record<string, Figure>>, { cases }: Score, head: string): string {
  const wrong = cases
    .filter(({ isRight }) => !isRight)
    .map(
      ({ kind, asked, wanted, answer }) =>
        `### ${kind}\n\n~~~~\n${asked}\n~~~~\n\nWanted: ${JSON.stringify(wanted)}\n\n~~~~\n${answer}\n~~~~`,
    );
  return `# Held-out evaluation\n\n${head}\n\n${table(figures)}\n\n## Answers that miss something\n\n${wrong.join("\n\n")}\n`;
}

/** Prompts and voice commands that are not as they were when the model was trained, by name. */
function changedPrompts(): string[] {
  const trained = new Set(
    readFileSync(path.join(root, "nano", "train", "prompts.jsonl"), "utf8")
      .trimEnd()
      .split("\n"),
  );
  return promptLines
    .filter((line) => !trained.has(line))
    .map((line) => /^\{"(?:name|intent)":"([^"]*)"/.exec(line)?.[1] ?? line);
}

async function main(): Promise<void> {
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const set = readHeldOut(setFolder());
  const started = Date.now();
  const score = await measureAll(set);
  const figures = score.figures();
  const seconds = Math.round((Date.now() - started) / 1000);
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
    version: string;
  };
  const facts = { version, questions: set.items.length, seconds, figures, changedPrompts: changedPrompts() };
  const head = `Gloss ${version}, ${String(set.items.length)} questions, ${String(seconds)} s, greedy. Error rates: "in circles" and "wrong words".`;
  if (values.json === undefined) {
    const changed = facts.changedPrompts.join(", ");
    const note = changed === "" ? "" : `\nNot worded as when the model was trained: ${changed}\n`;
    process.stdout.write(`${head}\n\n${table(figures)}\n${note}`);
    return;
  }
  mkdirSync(values.json, { recursive: true });
  const file = (name: string): string => path.join(values.json ?? "", name);
  writeFileSync(file("eval.json"), `${JSON.stringify({ ...facts, cases: score.cases }, null, 2)}\n`);
  writeFileSync(file("report.md"), report(figures, score, head));
  process.stdout.write(`${JSON.stringify(facts, null, 2)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error instanceof Error ? error.stack : error)}\n`);
  process.exitCode = 1;
});
