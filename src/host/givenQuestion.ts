import type { Attachment, Question } from "../protocol/conversation";

/** A question that another feature puts about the selection, as the argument of the command `gloss.askSelection`. */
export type GivenQuestion = Pick<Question, "instruction" | "spoken"> & {
  readonly attachments?: readonly Attachment[];
};

/** Tells it from what a menu passes to a command. */
export function givenQuestion(argument: unknown): GivenQuestion | undefined {
  return typeof argument === "object" && argument !== null && "instruction" in argument
    ? (argument as GivenQuestion)
    : undefined;
}
