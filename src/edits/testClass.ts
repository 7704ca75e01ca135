import { leadingSpace } from "./indentation";

/** The class of a test file to which methods are added. */
export interface TestClass {
  readonly name: string;
  /** Offset of the line of its last brace. */
  readonly end: number;
  /** White space before its members, if it has some, and before its head. */
  readonly memberIndent: string | undefined;
  readonly indent: string;
}

/** Languages whose test functions are methods. */
const languages = new Set(["java", "csharp", "kotlin", "scala", "groovy", "php"]);
const head = /^([ \t]*)(?:@?[\w.]+[ \t]+)*(?:class|object)[ \t]+(\w+)/;

/** The last outermost class of a test file; undefined where tests stand in no class. */
export function testClassIn(text: string, languageId: string): TestClass | undefined {
  if (!languages.has(languageId)) return undefined;
  const lines = text.split("\n");
  const heads = lines.flatMap((line, at) => {
    const [, indent = "", name] = head.exec(line) ?? [];
    return name === undefined ? [] : [{ at, indent, name }];
  });
  const outermost = Math.min(...heads.map(({ indent }) => indent.length));
  const last = heads.findLast(({ indent }) => indent.length === outermost);
  if (!last) return undefined;
  const close = lines.findIndex((line, at) => at > last.at && line.trimEnd() === `${last.indent}}`);
  if (close < 0) return undefined;
  const member = lines
    .slice(last.at + 1, close)
    .find((line) => line.trim() !== "" && leadingSpace(line).length > last.indent.length);
  return {
    name: last.name,
    end: lines.slice(0, close).reduce((sum, line) => sum + line.length + 1, 0),
    memberIndent: member === undefined ? undefined : leadingSpace(member),
    indent: last.indent,
  };
}

/** An answer without the class around its methods: models repeat the one to which they add. */
export function withoutClass(answer: string, name: string): string {
  const lines = answer.split("\n");
  const first = lines.findIndex((line) => head.exec(line)?.[2] === name);
  const indent = leadingSpace(lines[first] ?? "");
  const last = lines.findLastIndex((line) => line.trimEnd() === `${indent}}`);
  if (first < 0 || last < first) return answer;
  const opensBelow = lines[first + 1]?.trim() === "{";
  const annotations = lines
    .slice(0, first)
    .toReversed()
    .findIndex((line) => !/^\s*[@[]/.test(line));
  return [
    ...lines.slice(0, first - Math.max(annotations, 0)),
    ...lines.slice(first + (opensBelow ? 2 : 1), last),
    ...lines.slice(last + 1),
  ].join("\n");
}
