import { wordsOf } from "./nearness";

/** The words of a spoken name put together as another name is written: "row count" as `rowCount`, `row_count`, … */
export function identifierLike(model: string, spoken: string): string {
  const words = wordsOf(spoken);
  const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);
  if (/^[^\p{Ll}]*\p{Lu}[^\p{Ll}]*$/u.test(model) && model.length > 1) return words.join("_").toUpperCase();
  if (model.slice(1).includes("_")) return words.join("_");
  if (/^\p{Lu}/u.test(model)) return words.map(capital).join("");
  return words.map((word, at) => (at === 0 ? word : capital(word))).join("");
}
