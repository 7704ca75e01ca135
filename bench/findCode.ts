// Does the code search find the file that draws a screen? Measured on the label sets of screens.json, whose front ends
// come from npm packages that ship their sources, and on a workspace of 5,000 files.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { findCode, type CodeFiles, type CodeSearchResult } from "../src/codeSearch/findCode";

interface FrontEnd {
  readonly framework: string;
  readonly packages: readonly {
    readonly name: string;
    readonly version: string;
    readonly folders: readonly string[];
  }[];
}

interface Screen {
  readonly frontEnd: string;
  readonly file: string;
  readonly texts: readonly string[];
}

const root = process.env["GLOSS_ROOT"] ?? process.cwd();
const cache = path.join(
  process.env["XDG_CACHE_HOME"] ?? path.join(homedir(), ".cache"),
  "gloss",
  "frontEnds",
);

/** Unpacks a package of the registry once and returns its folder; the version is pinned. */
function packageFolder(name: string, version: string): string {
  const folder = path.join(cache, `${name.replace(/[@/]/g, "_")}-${version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const scratch = mkdtempSync(path.join(cache, "new-"));
  const packed = execFileSync("npm", ["pack", "--silent", `${name}@${version}`], {
    cwd: scratch,
    encoding: "utf8",
  });
  execFileSync("tar", ["xzf", packed.trim()], { cwd: scratch });
  renameSync(path.join(scratch, "package"), folder);
  return folder;
}

/** The files of one front end, on the disk. */
function filesOf(frontEnd: FrontEnd): CodeFiles & { readonly paths: readonly string[] } {
  const places = new Map<string, string>();
  for (const { name, version, folders } of frontEnd.packages) {
    const base = packageFolder(name, version);
    for (const folder of folders) {
      for (const entry of readdirSync(path.join(base, folder), { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const file = path.join(entry.parentPath, entry.name);
        places.set(path.relative(base, file).split(path.sep).join("/"), file);
      }
    }
  }
  const paths = [...places.keys()];
  return {
    paths,
    list: () => Promise.resolve(paths),
    read: (name) => readFile(places.get(name) ?? "", "utf8"),
  };
}

/** Copies of a front end under other folders, until there are as many files. */
function manyFiles(files: CodeFiles & { readonly paths: readonly string[] }, count: number): CodeFiles {
  const paths = Array.from({ length: count }, (_, index) => {
    const name = files.paths[index % files.paths.length] ?? "";
    return `app${String(Math.floor(index / files.paths.length))}/${name}`;
  });
  return {
    list: () => Promise.resolve(paths),
    read: (name) => files.read(name.slice(name.indexOf("/") + 1)),
  };
}

async function search(
  texts: readonly string[],
  files: CodeFiles,
): Promise<CodeSearchResult & { readonly ms: number; readonly cpuMs: number }> {
  const started = performance.now();
  const cpu = process.cpuUsage();
  const result = await findCode(texts, files, { signal: new AbortController().signal });
  const { user, system } = process.cpuUsage(cpu);
  return { ...result, ms: performance.now() - started, cpuMs: (user + system) / 1000 };
}

const { frontEnds, screens } = JSON.parse(readFileSync(path.join(root, "bench", "screens.json"), "utf8")) as {
  readonly frontEnds: Readonly<Record<string, FrontEnd>>;
  readonly screens: readonly Screen[];
};
const say = (line: string): unknown => process.stdout.write(`${line}\n`);
const percent = (count: number, of: number): string => `${((100 * count) / of).toFixed(0)} %`;

async function measure(): Promise<void> {
  const ranks: number[] = [];
  for (const [id, frontEnd] of Object.entries(frontEnds)) {
    const files = filesOf(frontEnd);
    say(`${id} (${frontEnd.framework}), ${String(files.paths.length)} files`);
    for (const screen of screens.filter(({ frontEnd: name }) => name === id)) {
      ranks.push(await rankOf(screen, files));
    }
  }
  const within = (places: number): number => ranks.filter((rank) => rank > 0 && rank <= places).length;
  say(`first: ${String(within(1))} of ${String(ranks.length)} (${percent(within(1), ranks.length)})`);
  say(
    `in the first three: ${String(within(3))} of ${String(ranks.length)} (${percent(within(3), ranks.length)})`,
  );
}

async function rankOf({ file, texts }: Screen, files: CodeFiles): Promise<number> {
  const result = await search(texts, files);
  const rank = result.files.findIndex((found) => found.path === file) + 1;
  say(`  ${rank === 0 ? "not found" : `rank ${String(rank)}`}  ${String(Math.round(result.ms))} ms  ${file}`);
  if (rank !== 1 || process.env["VERBOSE"] !== undefined) {
    for (const found of result.files.slice(0, Math.max(4, rank))) {
      const names = found.matches.map(
        ({ textIndex, score }) => `${texts[textIndex] ?? ""} ${score.toFixed(2)}`,
      );
      say(`      ${found.score.toFixed(2)} ${found.path}: ${names.join(" | ").slice(0, 400)}`);
    }
  }
  return rank;
}

async function measureSpeed(): Promise<void> {
  const medusa = frontEnds["medusa"];
  if (!medusa) return;
  const files = manyFiles(filesOf(medusa), 5000);
  const own = screens.filter(({ frontEnd }) => frontEnd === "medusa");
  const texts = own.flatMap((screen) => screen.texts).slice(0, 30);
  for (let round = 0; round < 4; round += 1) {
    const { ms, cpuMs } = await search(texts, files);
    // Of a processor, which another program does not lengthen.
    const processor = `${String(Math.round(cpuMs))} ms of a processor`;
    say(`5,000 files, ${String(texts.length)} texts: ${String(Math.round(ms))} ms, ${processor}`);
  }
}

void measure().then(measureSpeed); // the process ends when it does
