import { catalogue } from "./catalogue";
import type { BoundIntent, Intent } from "./intent";
import { compilePhrase, type Phrase } from "./phrase";
import { plainWords } from "./plainWords";
import { spokenNumber } from "./spokenNumber";

interface Candidate {
  readonly bound: BoundIntent;
  readonly fixedLetters: number;
}

/** A command is short; longer texts are questions, and would take the patterns long. */
const maxLetters = 300;

/** The command that a transcript says in so many words, without a model; undefined where none fits. */
export function understand(transcript: string): BoundIntent | undefined {
  const text = plainWords(transcript);
  if (text.length > maxLetters) return undefined;
  let best: Candidate | undefined;
  for (const { intent, phrases } of compiled()) {
    for (const phrase of phrases) {
      const candidate = read(intent, phrase, text);
      if (candidate && (!best || candidate.fixedLetters > best.fixedLetters)) best = candidate;
    }
  }
  return best?.bound;
}

function read(intent: Intent, phrase: Phrase, text: string): Candidate | undefined {
  const match = phrase.match(text);
  if (!match) return undefined;
  const bound = intent.bind(argumentsOf(intent, match.slots));
  return bound && { bound, fixedLetters: match.fixedLetters };
}

function argumentsOf(intent: Intent, slots: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(slots).map(([name, value]) => [
      name,
      intent.argumentsSchema.properties[name]?.["type"] === "integer" ? spokenNumber(value) : value,
    ]),
  );
}

let patterns: readonly { readonly intent: Intent; readonly phrases: readonly Phrase[] }[] | undefined;

function compiled(): typeof patterns & object {
  patterns ??= catalogue.map((intent) => ({ intent, phrases: intent.phrases.map(compilePhrase) }));
  return patterns;
}
