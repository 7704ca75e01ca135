/** A failure in words: one sentence of what happened, one of what to do, and a code to find it in the log. */
export interface WordedFailure {
  readonly code: string;
  readonly what: string;
  readonly todo: string;
}
