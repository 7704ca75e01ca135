import type { Attachment, ContextItem, Question } from "../protocol/conversation";
import type { PlacedCode } from "./editorContext";

/** A question that another feature puts about the selection, as the argument of the command `gloss.askSelection`. */
export type GivenQuestion = Pick<Question, "instruction" | "spoken"> & {
  readonly attachments?: readonly Attachment[];
  /** Code that was chosen before, and what was looked up around it meanwhile; absent for the selection of now. */
  readonly about?: { readonly code: PlacedCode; readonly context: Promise<readonly ContextItem[]> };
};

/** Tells it from what a menu passes to a command. */
export function givenQuestion(argument: unknown): GivenQuestion | undefined {
  return typeof argument === "object" && argument !== null && "instruction" in argument
    ? (argument as GivenQuestion)
    : undefined;
}
