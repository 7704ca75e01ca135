/** What people say around a command without meaning anything by it. */
const leading =
  /^(?:(?:um+|uh+|er+|well|so|ok(?:ay)?|alright|all right|now|then|hey|hi|hello|gloss|computer|please|just|and|yes|right)\b[,.!]* +|(?:can|could|would|will) you (?:please |just |kindly )?|i(?:'d| would) like (?:you )?to |i (?:want|need) (?:you )?to |let(?:'s| us|s) (?!see)|go ahead and |you can )/i;
// After these words something is still to come: "rename this to ok".
const trailing =
  /(?<!\b(?:to|as|into|with|by|for|called|named|the))[\s,]+(?:please|now|right now|for me|thanks|thank you|would you|will you|ok(?:ay)?|gloss|if you can)$/i;

/** A transcript without punctuation at its end, politeness and hesitation; the words themselves stay as they are. */
export function plainWords(transcript: string): string {
  let text = transcript
    .replace(/[“”"«»„]/g, "")
    .replace(/’/g, "'")
    .replace(/[,;:!?…]+(?=\s|$)/g, " ")
    .replace(/\.+(?=\s|$)/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  for (;;) {
    const shorter = text.replace(leading, "").replace(trailing, "").trim();
    if (shorter === text || shorter === "") return text;
    text = shorter;
  }
}
