// What the check of a model file costs, for the embedded model and for a header as large as that of Gemma 4 12B.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readGguf } from "../src/engine/models/gguf";
import { writeLargeModel } from "./support/largeHeader";

const root = process.env["GLOSS_ROOT"] ?? process.cwd();
const [file] = process.argv.slice(2);

/** In a process of its own, where nothing else has taken memory: `firstMs` is with the code still cold. */
async function check(model: string): Promise<void> {
  writeFileSync("/proc/self/clear_refs", "5"); // from here on the peak counts: proc_pid_clear_refs(5)
  const startBytes = peakBytes();
  const times: number[] = [];
  let firstBytes = 0;
  for (let round = 0; round < 10; round += 1) {
    const started = performance.now();
    const { role } = await readGguf(model);
    times.push(performance.now() - started);
    if (role !== "model") throw new Error(`It was taken for a ${role}.`);
    if (round === 0) firstBytes = peakBytes() - startBytes;
  }
  const median = times.toSorted((a, b) => a - b)[5] ?? NaN;
  const [firstMs = NaN] = times;
  print({ firstMs: round1(firstMs), medianMs: round1(median), peakGrowthMB: round1(firstBytes / 1e6) });
}

/** Most memory that this process has had; the system's own count of a child begins with what its parent had. */
function peakBytes(): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) * 1024;
}

function main(): void {
  const folder = mkdtempSync(path.join(tmpdir(), "gloss-bench-"));
  try {
    const large = path.join(folder, "large.gguf");
    const bytes = writeLargeModel(large);
    for (const [name, model] of Object.entries({
      nano: path.join(root, "nano", "nano.gguf"),
      "12B": large,
    })) {
      process.stdout.write(`${name} `);
      execFileSync(process.execPath, [process.argv[1] ?? "", model], { stdio: "inherit" });
    }
    print(bytes);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function round1(value: number): number {
  return Math.round(value * 10) / 10;
}

function print(facts: unknown): void {
  process.stdout.write(`${JSON.stringify(facts)}\n`);
}

if (file === undefined) main();
else void check(file); // a failure ends the process with its reason
