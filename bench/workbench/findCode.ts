// Runs inside the extension host: the code search in a workspace of 5,000 files, through VS Code's own list and file
// system, against the same search with Node's.
import { mkdirSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as vscode from "vscode";
import { findCode, type CodeFiles } from "../../src/codeSearch/findCode";
import { WorkspaceFiles } from "../../src/features/screenshot/workspaceFiles";
import { largeWorkspace } from "../support/frontEnds";

const fileCount = 5000;
const rounds = 4;

/** Called by VS Code as the test runner of `--extensionTestsPath`; writes the figures for the one who asked. */
export async function run(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const report = process.env["GLOSS_TEST_RESULTS"];
  if (folder === undefined || report === undefined) throw new Error("There is no folder to fill.");
  const { files, texts } = largeWorkspace(fileCount);
  for (const name of files.paths) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, (await files.read(name)) ?? "");
  }
  await sleep(5000); // the workbench looks at the new files, too
  const results = [];
  for (let round = 0; round < rounds; round += 1) {
    const workbench = await timed(texts, new WorkspaceFiles(new vscode.CancellationTokenSource().token));
    const node = await timed(texts, {
      list: () => Promise.resolve(files.paths),
      read: (name) => readFile(path.join(folder, name), "utf8"),
    });
    results.push({ workbench, node });
  }
  writeFileSync(report, JSON.stringify(results));
}

/** All in milliseconds: by the clock, until the files were listed, and of this process's processor time. */
interface Timed {
  readonly ms: number;
  readonly listMs: number;
  readonly cpuMs: number;
  readonly searched: number;
}

async function timed(texts: readonly string[], files: CodeFiles): Promise<Timed> {
  const started = performance.now();
  const cpu = process.cpuUsage();
  let listMs = 0;
  const watched: CodeFiles = {
    list: async () => {
      const paths = await files.list();
      listMs = performance.now() - started;
      return paths;
    },
    read: (name) => files.read(name),
  };
  const result = await findCode(texts, watched, { signal: new AbortController().signal });
  const { user, system } = process.cpuUsage(cpu);
  return {
    cpuMs: Math.round((user + system) / 1000),
    listMs: Math.round(listMs),
    ms: Math.round(performance.now() - started),
    searched: result.searchedFileCount,
  };
}
