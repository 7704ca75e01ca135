/** How a source draws: with markup of its own, and with which other files. */
export interface Drawing {
  /** False for a script without a tag. */
  readonly isMarkup: boolean;
  /** Names of the components and functions that it uses, as nameOfFile writes them. */
  readonly uses: ReadonlySet<string>;
}

/** Reads from a source how it draws. */
export function drawingOf(path: string, source: string): Drawing {
  const isScript = /\.[cm]?[jt]sx?$/i.test(path);
  const uses = new Set(
    Array.from(source.matchAll(usedNames), ([, tag, call]) => plainName(tag ?? call ?? "")),
  );
  uses.delete(nameOfFile(path));
  return { isMarkup: !isScript || /<\/[\w.-]|\/>/.test(source), uses };
}

/** The name by which other sources use a file: "data-table.tsx" and "DataTable.vue" are both <DataTable>. */
export function nameOfFile(path: string): string {
  const parts = path.split("/");
  const [name = ""] = (parts.at(-1) ?? "").split(".");
  return plainName(name === "index" ? (parts.at(-2) ?? "") : name);
}

// A short name of a function is that of many things.
const usedNames = /<([A-Za-z_][\w-]{3,})|\b([A-Za-z_]\w{7,})\(/g;

function plainName(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, "").toLowerCase();
}
