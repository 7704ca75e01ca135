// Front ends from npm packages that ship their sources, and label sets of their screens.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import type { CodeFiles } from "../../src/codeSearch/findCode";

interface FrontEnd {
  readonly framework: string;
  /** Whether its texts come from rendered screens (renderScreens.mjs), or from reading the components. */
  readonly isRendered: boolean;
  readonly packages: readonly {
    readonly name: string;
    readonly version: string;
    readonly folders: readonly string[];
  }[];
}

/** The files of a front end on the disk. */
interface FrontEndFiles extends CodeFiles {
  readonly paths: readonly string[];
}

export interface Screen {
  readonly frontEnd: string;
  /** The component that draws the main part. */
  readonly file: string;
  /** Whether it was chosen when the search had been changed for the others. */
  readonly isControl: boolean;
  /** What is seen in the main part. */
  readonly texts: readonly string[];
  /** What else is seen in the window: navigation, a status bar. */
  readonly around: readonly string[];
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
  rmSync(scratch, { recursive: true });
  return folder;
}

/** The files of one front end, on the disk; each package is a folder of the workspace. */
export function filesOf(frontEnd: FrontEnd): FrontEndFiles {
  const places = new Map<string, string>();
  for (const { name, version, folders } of frontEnd.packages) {
    const base = packageFolder(name, version);
    for (const folder of folders) {
      for (const entry of readdirSync(path.join(base, folder), { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const file = path.join(entry.parentPath, entry.name);
        places.set(`${name}/${path.relative(base, file).split(path.sep).join("/")}`, file);
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
function manyFiles(files: FrontEndFiles, count: number): FrontEndFiles {
  const paths = Array.from({ length: count }, (_, index) => {
    const name = files.paths[index % files.paths.length] ?? "";
    return `app${String(Math.floor(index / files.paths.length))}/${name}`;
  });
  return {
    paths,
    list: () => Promise.resolve(paths),
    read: (name) => files.read(name.slice(name.indexOf("/") + 1)),
  };
}

/** What bench/screens.json holds. */
export function readScreens(): {
  readonly frontEnds: Readonly<Record<string, FrontEnd>>;
  readonly screens: readonly Screen[];
} {
  return JSON.parse(readFileSync(path.join(root, "bench", "screens.json"), "utf8")) as ReturnType<
    typeof readScreens
  >;
}

/** A workspace of `count` files, made of copies of the largest front end, and texts of its screens. */
export function largeWorkspace(count: number): {
  readonly files: FrontEndFiles;
  readonly texts: readonly string[];
} {
  const { frontEnds, screens } = readScreens();
  const medusa = frontEnds["medusa"];
  if (!medusa) throw new Error("screens.json has no medusa");
  const own = screens.filter(({ frontEnd }) => frontEnd === "medusa");
  return {
    files: manyFiles(filesOf(medusa), count),
    texts: own.flatMap((screen) => screen.texts).slice(0, 30),
  };
}
