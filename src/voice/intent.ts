import * as z from "zod/mini";
import type { ObjectSchema } from "../prompt/voiceCommand";
import type { Hands } from "./hands";

/** What a command does to a person's work; decides whether it is asked about first. */
type Effect = "shows" | "changes" | "runs";

/** How a command that was run can be taken back. */
type TakeBack = "undo" | "redo" | "goBack" | "again";

type Arguments = Readonly<Record<string, string | number>>;

interface IntentFacts {
  readonly id: string;
  /** The command of the catalogue under which the model knows it too; absent for one that the model is told of. */
  readonly knownAs?: string;
  readonly effect: Effect;
  readonly takeBack?: TakeBack;
}

interface Wordings {
  /** Ways to say it, for `compilePhrase`; each argument is a {slot}. */
  readonly phrases: readonly string[];
  /** A few whole sentences, shown to a person and compared with what was not understood. */
  readonly examples: readonly string[];
}

/** One thing that can be said, whole: how it is said, what it needs, and what it does. */
interface IntentDefinition<Shape extends z.core.$ZodShape> extends IntentFacts, Wordings {
  readonly arguments: Shape;
  /** Throws where it cannot be done, before a person is asked. */
  readonly check?: (hands: Hands) => Promise<void>;
  readonly run: (hands: Hands, args: z.output<z.ZodMiniObject<Shape>>) => Promise<void>;
}

/** An intent as the rest of the code sees it, without the types of its own arguments. */
export interface Intent extends IntentFacts, Wordings {
  readonly argumentsSchema: ObjectSchema;
  /** Checks arguments from outside; undefined where they do not fit. */
  readonly bind: (args: unknown) => BoundIntent | undefined;
}

/** An intent with its arguments: ready to be shown and run. */
export interface BoundIntent extends IntentFacts {
  readonly arguments: Arguments;
  readonly check: (hands: Hands) => Promise<void>;
  readonly run: (hands: Hands) => Promise<void>;
}

/** Words of a person: not empty, not longer than half a minute of speech. */
export const words = z.string().check(z.trim(), z.minLength(1), z.maxLength(600));

/** Makes an intent of its definition. */
export function intent<Shape extends z.core.$ZodShape>(definition: IntentDefinition<Shape>): Intent {
  const { id, knownAs, effect, takeBack, phrases, examples, run } = definition;
  const check = definition.check ?? (() => Promise.resolve());
  const schema = z.strictObject(definition.arguments);
  const facts = { id, effect, ...(knownAs !== undefined && { knownAs }), ...(takeBack && { takeBack }) };
  return {
    ...facts,
    phrases,
    examples,
    argumentsSchema: { properties: propertiesOf(definition.arguments) },
    bind: (args) => {
      const parsed = schema.safeParse(args);
      if (!parsed.success) return undefined;
      const values = plainArguments.parse(parsed.data);
      return { ...facts, arguments: values, check, run: (hands) => run(hands, parsed.data) };
    },
  };
}

const plainArguments = z.record(z.string(), z.union([z.string(), z.number()]));

// Types only: bounds would make the grammar of the answer large, and `bind` checks them.
function propertiesOf(shape: z.core.$ZodShape): ObjectSchema["properties"] {
  return Object.fromEntries(
    Object.entries(shape).map(([name, field]) => [
      name,
      { type: field instanceof z.ZodMiniNumber ? "integer" : "string" },
    ]),
  );
}
