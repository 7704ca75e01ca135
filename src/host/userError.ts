/** An expected problem with what a person did, worded for them: what happened and what to do. */
export class UserError extends Error {}
