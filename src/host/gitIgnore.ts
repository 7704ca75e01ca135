import ignore, { type Ignore } from "ignore";

/**
 * The rules of a folder after those of the folders above it; as for Git, the last rule that fits a path decides, and
 * nothing comes back from an ignored folder. `folder` and the paths that are tested are relative to one top, "" for
 * itself, with "/" between folders.
 */
export function withRules(above: Ignore, folder: string, text: string): Ignore {
  return ignore()
    .add(above)
    .add(text.split(/\r?\n/).flatMap((line) => fromTop(line, folder)));
}

/** One rule of a folder as the top would write it. */
function fromTop(line: string, folder: string): readonly string[] {
  if (line.trim() === "" || line.startsWith("#")) return [];
  if (folder === "") return [line];
  const [, not = "", rule = ""] = /^(!?)(?:\\(?=[!#]))?(.*)$/.exec(line) ?? [];
  const isAnchored = rule.trimEnd().slice(0, -1).includes("/");
  const place = folder.replaceAll(/[\\*?[\]]/g, String.raw`\$&`);
  return [`${not}/${place}/${isAnchored ? "" : "**/"}${rule.replace(/^\//, "")}`];
}

/** Folders that rules name as they are: whole trees that need not even be listed. */
export function ignoredFolders(text: string): readonly string[] {
  const lines = text.split("\n").map((line) => line.trim());
  if (lines.some((line) => line.startsWith("!"))) return [];
  return lines.flatMap((line) => (/^[\w.-]+\/$/.test(line) ? [line.slice(0, -1)] : []));
}
