const ones = new Map(
  (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen " +
    "seventeen eighteen nineteen"
  )
    .split(" ")
    .map((word, value) => [word, value]),
);
// What recognisers write, and people say, for digits.
for (const [word, value] of [
  ["oh", 0],
  ["o", 0],
  ["won", 1],
  ["to", 2],
  ["too", 2],
  ["for", 4],
  ["ate", 8],
] as const) {
  ones.set(word, value);
}
const tens = new Map(
  "twenty thirty forty fifty sixty seventy eighty ninety".split(" ").map((word, at) => [word, 20 + 10 * at]),
);
tens.set("fourty", 40);

/** A whole number as it is said ("one hundred and twenty", "one twenty", "four oh four", "1,200"), or undefined. */
export function spokenNumber(text: string): number | undefined {
  const words = text
    .toLowerCase()
    .replace(/(?<=\d)[ ,](?=\d{3}\b)/g, "")
    .replace(/[-,]/g, " ")
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return undefined;
  // Said digit by digit, or in pairs as a year is: each piece is written after the one before.
  const isPlain = words.some((word) => word === "hundred" || word === "thousand" || word === "and");
  return isPlain ? countedNumber(words) : writtenNumber(words);
}

function writtenNumber(words: readonly string[]): number | undefined {
  let digits = "";
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    const ten = tens.get(word);
    const one = ones.get(words[at + 1] ?? "");
    if (ten !== undefined && one !== undefined && one > 0 && one < 10) {
      digits += String(ten + one);
      at += 1;
    } else {
      const value = ten ?? smallNumber(word);
      if (value === undefined) return undefined;
      digits += String(value);
    }
  }
  return digits.length > 9 ? undefined : Number(digits);
}

function countedNumber(words: readonly string[]): number | undefined {
  let total = 0;
  let part = 0;
  for (const word of words) {
    if (word === "and") continue;
    if (word === "hundred") part = Math.max(1, part) * 100;
    else if (word === "thousand") {
      total += Math.max(1, part) * 1000;
      part = 0;
    } else {
      const value = tens.get(word) ?? smallNumber(word) ?? (word === "a" ? 1 : undefined);
      if (value === undefined) return undefined;
      part += value;
    }
  }
  return total + part;
}

function smallNumber(word: string): number | undefined {
  return ones.get(word) ?? (/^\d{1,9}$/.test(word) ? Number(word) : undefined);
}
