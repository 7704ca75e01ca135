const maxNames = 40;

/** Words that stand in code of any kind and are no names. */
const common = new Set(
  (
    "and any args async await boolean break case catch class const continue def default delete elif else enum " +
    "export extends false final finally float for from func function get global goto if implements import int " +
    "interface let match module namespace new nil none not null number object package pass private protected public " +
    "raise readonly return self set static string struct super switch this throw true try type typeof undefined use " +
    "using val var void while with yield"
  ).split(" "),
);

/** The names in a piece of code, in order of their first use. */
export function identifiersIn(code: string): string[] {
  const names = code.match(/[\p{L}_$][\p{L}\p{N}_$]{2,}/gu) ?? [];
  return [...new Set(names)].filter((name) => !common.has(name.toLowerCase())).slice(0, maxNames);
}
