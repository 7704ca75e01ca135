import ignore, { type Ignore } from "ignore";

/** A .gitignore file; `folder` is relative to the workspace, "" for its root. */
export interface IgnoreFile {
  readonly folder: string;
  readonly text: string;
}

/** Leaves out the paths that git ignores; as for git, the deepest file that says something about a path decides. */
export function withoutIgnored(paths: readonly string[], files: readonly IgnoreFile[]): readonly string[] {
  const rules: ReadonlyMap<string, Ignore> = new Map(
    files.map(({ folder, text }) => [folder, ignore({ allowRelativePaths: false }).add(text)]),
  );
  if (rules.size === 0) return paths;
  return paths.filter((path) => !isIgnored(path, rules));
}

function isIgnored(path: string, rules: ReadonlyMap<string, Ignore>): boolean {
  let isOut = false;
  for (const folder of foldersOf(path)) {
    const rule = rules.get(folder);
    if (!rule) continue;
    const { ignored, unignored } = rule.test(folder === "" ? path : path.slice(folder.length + 1));
    if (ignored) isOut = true;
    else if (unignored) isOut = false;
  }
  return isOut;
}

/** The folders that a path is in, the root first. */
function foldersOf(path: string): readonly string[] {
  const parts = path.split("/").slice(0, -1);
  return ["", ...parts.map((_, index) => parts.slice(0, index + 1).join("/"))];
}

/** Folders that a .gitignore names as they are: whole trees that need not even be listed. */
export function ignoredFolders(text: string): readonly string[] {
  const lines = text.split("\n").map((line) => line.trim());
  if (lines.some((line) => line.startsWith("!"))) return [];
  return lines.flatMap((line) => (/^[\w.-]+\/$/.test(line) ? [line.slice(0, -1)] : []));
}
