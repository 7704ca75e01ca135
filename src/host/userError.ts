/** A button that does something about a problem. */
export interface Remedy {
  readonly label: string;
  readonly command: string;
}

/** An expected problem with what a person did, worded for them: what happened and what to do. */
export class UserError extends Error {
  readonly remedy: Remedy | undefined;

  constructor(message: string, remedy?: Remedy) {
    super(message);
    this.remedy = remedy;
  }
}
