import { scanCode } from "./codeScan";

const dots = String.raw`(?:\.{3,}|…)`;
const leftOutWords =
  /\b(rest|existing|unchanged|remaining|remainder|same|other|previous|omitted|brevity|snip|snipped|original|as before|your code|code here|implementation|logic here|etc)\b/i;

/** Whole texts of a comment that say "code stands here", without dots. */
const phrases: readonly RegExp[] = [
  /^(and )?(the )?(rest|remainder) of (the |your |this |my )?([\w`]+ )?(code|function|file|class|method|module|body|implementation|logic|component|script|stuff)?( (is|are|remains?|stays?|goes))?( (the )?(unchanged|same|here|omitted|as before))?\W*$/i,
  /^(the )?(rest|remainder)( (is|remains?|stays?))?( (the )?(unchanged|same|omitted|as before))?\W*$/i,
  /^\(?(the )?(your |the )?(existing|previous|original|other|remaining|more) (code|logic|implementation|methods?|functions?|fields|imports?|lines?|content|body|properties|statements|cases|rules|styles|elements|markup)( (here|unchanged|omitted( for brevity)?|goes here|above|below|as before|(remains?|stays?|is|are)( the)? (same|unchanged)))?\W*$/i,
  /^(code |everything |everything else |all |body |function |method |the rest |others? )?((remains?|stays?|is|are|kept) )?(the )?(unchanged|same as (before|above|the original)|omitted( for brevity)?|as before|as above)\W*$/i,
  /^(no changes?|unmodified|not changed)( (here|needed|required|below|above))?\W*$/i,
  /^(your|add|insert|put|place|write|implement)\b.{0,40}\bhere\W*$/i,
  /^(code|implementation|logic|body) (goes |comes )?(here|omitted|unchanged)\W*$/i,
  /^(snip|snipped|truncated|continued?|to be continued|etc)\W*$/i,
  /^todo:? (implement|add the rest|complete|fill)\b.*$/i,
  /^(keep|leave) (the )?(rest|existing|remaining|other)\b.*$/i,
];

/** The first line of `text` that says that code was left out, unless `original` has as many of its kind. */
export function placeholderLine(text: string, original: string, languageId: string): string | undefined {
  const known = placeholdersIn(original, languageId).map(({ kind }) => kind);
  for (const { kind, line } of placeholdersIn(text, languageId)) {
    const at = known.indexOf(kind);
    if (at === -1) return line;
    known.splice(at, 1);
  }
  return undefined;
}

interface Placeholder {
  /** The text of a comment; "dots" for dots in code, whose surroundings may change. */
  readonly kind: string;
  readonly line: string;
}

function placeholdersIn(text: string, languageId: string): Placeholder[] {
  const { comments, withoutComments } = scanCode(text, languageId);
  const inComments = comments.flatMap((comment) => comment.text.split("\n")).map(bareComment);
  // Marks of other languages too: a model that comments Python with "//" has left something out all the same.
  const inLines = text.split("\n").flatMap((line) => commentOfAnyLanguage(line) ?? []);
  const inCode = withoutComments.split("\n").filter((line) => isPlaceholderCode(line, languageId));
  return [
    ...[...new Set([...inComments, ...inLines])]
      .filter(isPlaceholderText)
      .map((line) => ({ kind: line, line })),
    ...inCode.map((line) => ({ kind: "dots", line: line.trim() })),
  ];
}

function bareComment(text: string): string {
  return text.replace(/^[\s*/#!;-]+/, "").replace(/[\s*/#-]+$/, "");
}

function commentOfAnyLanguage(line: string): string | undefined {
  const comment =
    /(?:^|\s)(?:\/\/+|\/\*+|#+|--+|<!--|;+|%+|"""|'''|\{\/\*)\s*(.*?)\s*(?:\*\/\}?|-->|"""|''')?\s*$/.exec(
      line,
    );
  return comment?.[1] === undefined ? undefined : bareComment(comment[1]);
}

const startsOrEndsWithDots = new RegExp(`^[\\[(<{]*\\s*${dots}|${dots}\\s*[\\])>}]*$`);
const onlyDots = new RegExp(`^[\\[(<{]*\\s*${dots}\\s*[\\])>}]*$`);

function isPlaceholderText(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed === "") return false;
  if (onlyDots.test(trimmed)) return true;
  if (startsOrEndsWithDots.test(trimmed) && leftOutWords.test(trimmed)) return true;
  const bare = trimmed.replace(new RegExp(dots, "g"), "").replace(/^[\s[(<{]+|[\s\])>}]+$/g, "");
  return bare.length <= 80 && phrases.some((phrase) => phrase.test(bare));
}

const bareDotsLine = new RegExp(`^\\s*${dots}\\s*[,;]?\\s*$`);
const dotsInBraces = new RegExp(`\\{\\s*${dots}\\s*\\}|=>\\s*${dots}`);
const dotsWithWords = new RegExp(
  `^\\s*[\\[(<{]?\\s*${dots}.*[\\])>}]?\\s*$|^\\s*[\\[(<{].*${dots}\\s*[\\])>}]\\s*$`,
);
const pythonStub = /:\s*\.\.\.\s*$/;

// Dots outside comments. Spread, rest, variadic and range syntax have a name or a bracket beside them.
function isPlaceholderCode(line: string, languageId: string): boolean {
  if (bareDotsLine.test(line) || dotsInBraces.test(line)) return true;
  if (languageId === "python" && pythonStub.test(line)) return true;
  return dotsWithWords.test(line) && /\s/.test(line.trim()) && leftOutWords.test(line);
}
