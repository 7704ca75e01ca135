/** A text of a localisation file under its key, e.g. ["login", "title"]. */
export interface CatalogueEntry {
  readonly key: readonly string[];
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
}

/** Reads the texts of a localisation file that are wanted; anything it does not understand is passed over. */
export function catalogueEntries(
  path: string,
  source: string,
  isWanted: (text: string) => boolean = () => true,
): readonly CatalogueEntry[] {
  const ending = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  switch (ending) {
    case "yaml":
    case "yml":
      return yamlEntries(source);
    case "po":
    case "pot":
      return gettextEntries(source);
    case "properties":
    case "strings":
    case "stringsdict":
    case "ftl":
    case "lang":
    case "toml":
      return assignmentEntries(source);
    case "xml":
    case "resx":
    case "resw":
    case "xlf":
    case "xliff":
      return xmlEntries(source);
    default:
      return objectEntries(source, isWanted);
  }
}

const objectTokens =
  /"((?:[^"\\\n]|\\[^])*)"|'((?:[^'\\\n]|\\[^])*)'|`((?:[^`\\]|\\[^])*)`|\/\*[^]*?\*\/|\/\/.*|([\w$]+(?:-[\w$]+)*)|[{}[\],:]|=>|\n/g;

/** JSON, and the object literals of JavaScript, Python, PHP and Dart: keys are nested, values are strings. */
function objectEntries(source: string, isWanted: (text: string) => boolean): CatalogueEntry[] {
  const entries: CatalogueEntry[] = [];
  const path: string[] = [];
  let line = 1;
  let last: string | undefined;
  let key: string | undefined;
  for (const [all, double, single, back, word] of source.matchAll(objectTokens)) {
    const string = double ?? single ?? back;
    if (string !== undefined) {
      if (key !== undefined && isWanted(string)) {
        entries.push({ key: [...path.filter((part) => part !== ""), ...key.split(".")], text: string, line });
      }
      last = string;
    } else if (word !== undefined) last = word;
    else if (all === ":" || all === "=>") {
      key = last;
      last = undefined;
    } else if (all === "{" || all === "[") {
      path.push(key ?? "");
      key = undefined;
      last = undefined;
    } else if (all === "}" || all === "]") {
      path.pop();
      key = undefined;
      last = undefined;
    } else if (all === ",") {
      key = undefined;
      last = undefined;
    }
    for (let at = all.indexOf("\n"); at >= 0; at = all.indexOf("\n", at + 1)) line += 1;
  }
  return entries;
}

function yamlEntries(source: string): CatalogueEntry[] {
  const entries: CatalogueEntry[] = [];
  const path: { readonly indent: number; readonly key: string }[] = [];
  let block: { readonly indent: number; readonly key: readonly string[]; readonly line: number } | undefined;
  for (const [index, row] of source.split("\n").entries()) {
    const indent = row.search(/\S/);
    if (indent < 0) continue;
    if (block && indent > block.indent) {
      entries.push({ key: block.key, text: row.trim(), line: index + 1 });
      continue;
    }
    block = undefined;
    const found = /^\s*(?:- +)?(?:"([^"]+)"|'([^']+)'|([^\s#:"'][^:#]*?)) *:(?: +(.*))?$/.exec(row.trimEnd());
    if (!found) continue;
    const key = found[1] ?? found[2] ?? found[3] ?? "";
    const value = (found[4] ?? "").trim();
    while ((path.at(-1)?.indent ?? -1) >= indent) path.pop();
    path.push({ indent, key });
    const keys = path.flatMap((part) => part.key.split("."));
    if (/^[|>][+-]?\d?$/.test(value)) block = { indent, key: keys, line: index + 1 };
    else if (value !== "")
      entries.push({ key: keys, text: value.replace(/^(["'])(.*)\1$/, "$2"), line: index + 1 });
  }
  return entries;
}

/** `key = text`, also quoted and with a semicolon, as in .properties, .strings and Fluent files. */
function assignmentEntries(source: string): CatalogueEntry[] {
  return source.split("\n").flatMap((row, index) => {
    const found = /^\s*"?([^\s"=:#!;][^"=:]*?)"?\s*[=:]\s*"?(.*?)"?;?\s*$/.exec(row);
    const [, key = "", text = ""] = found ?? [];
    return key === "" || text === "" ? [] : [{ key: splitKey(key), text, line: index + 1 }];
  });
}

/** gettext: the key is the text of the source language. */
function gettextEntries(source: string): CatalogueEntry[] {
  const entries: CatalogueEntry[] = [];
  let id = { text: "", line: 0 };
  let field: "msgid" | "msgstr" | undefined;
  let translated = "";
  const finish = (): void => {
    if (id.text !== "") entries.push({ key: splitKey(id.text), text: translated || id.text, line: id.line });
    id = { text: "", line: 0 };
    translated = "";
  };
  for (const [index, row] of source.split("\n").entries()) {
    const found = /^\s*(?:(msgid|msgid_plural|msgctxt|msgstr)(?:\[(\d+)\])?\s+)?"(.*)"\s*$/.exec(row);
    if (!found) continue;
    const [, name, plural, text = ""] = found;
    if (name === "msgid") {
      finish();
      id = { text: "", line: index + 1 };
    }
    if (name !== undefined)
      field = name === "msgid" || (name === "msgstr" && (plural ?? "0") === "0") ? name : undefined;
    if (field === "msgid") id = { ...id, text: id.text + text };
    else if (field === "msgstr") translated += text;
  }
  finish();
  return entries;
}

/** Android's strings, .NET's resources, and XLIFF. */
function xmlEntries(source: string): CatalogueEntry[] {
  const found = source.matchAll(
    /<(string|data|trans-unit|unit|item)\b[^<>]*?\b(?:name|id)="([^"]+)"[^<>]*>([^]*?)<\/\1>/g,
  );
  let line = 1;
  let counted = 0;
  return Array.from(found, ([, , key = "", body = ""]) => ({ key, body })).flatMap(({ key, body }) => {
    const at = source.indexOf(`"${key}"`, counted);
    if (at >= 0) {
      line += source.slice(counted, at).split("\n").length - 1;
      counted = at;
    }
    const parts = Array.from(
      body.matchAll(/<(?:value|source|target)\b[^<>]*>([^]*?)<\//g),
      ([, text = ""]) => text,
    );
    return (parts.length > 0 ? parts : [body]).map((text) => ({ key: splitKey(key), text, line }));
  });
}

// A sentence as a key has dots of its own.
function splitKey(key: string): readonly string[] {
  return /\s/.test(key) ? [key] : key.split(".").filter((part) => part !== "");
}
