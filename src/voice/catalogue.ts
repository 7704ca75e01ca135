import type { CommandSpec } from "../prompt/voiceCommand";
import type { Intent } from "./intent";
import { askIntents } from "./intents/askIntents";
import { editIntents } from "./intents/editIntents";
import { goIntents } from "./intents/goIntents";
import { runIntents } from "./intents/runIntents";
import { viewIntents } from "./intents/viewIntents";

/** Everything that can be said. */
export const catalogue: readonly Intent[] = [
  ...askIntents,
  ...editIntents,
  ...goIntents,
  ...runIntents,
  ...viewIntents,
];

/** The catalogue as the model must know it: the fewer commands, the less it takes one for another. */
export const commandSpecs: readonly CommandSpec[] = catalogue
  .filter(({ knownAs }) => knownAs === undefined)
  .map(({ id, argumentsSchema }) => ({ id, argumentsSchema }));

export function intentOf(id: string): Intent | undefined {
  return catalogue.find((entry) => entry.id === id);
}
