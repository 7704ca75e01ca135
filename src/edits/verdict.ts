/** Where an edit goes, and how the file around it is written. */
export interface EditTarget {
  /** The text that is replaced, exactly as it stands in the file. */
  readonly original: string;
  /** All of the file before and after it. */
  readonly before: string;
  readonly after: string;
  readonly languageId: string;
  readonly eol: "\n" | "\r\n";
  /** How the editor indents; what the replaced text itself shows comes first. */
  readonly indent: IndentStyle;
}

export type IndentStyle = { readonly kind: "tabs" } | { readonly kind: "spaces"; readonly size: number };

/** What became of a model's answer. `newText` is what stands in the place of `original`. */
export type Verdict =
  | { readonly kind: "edit"; readonly newText: string }
  | { readonly kind: "refused"; readonly reason: RefusedReason };

/** What ended an answer before its code: its own limit, the full context, or the model itself. */
type CutBy = "answer" | "context" | "model";

/** Why an answer does not become an edit. */
export type RefusedReason =
  | { readonly kind: "empty" }
  | { readonly kind: "stopped" }
  /** The answer ended before its code did. */
  | { readonly kind: "truncated"; readonly by: CutBy }
  | { readonly kind: "looping" }
  /** The model says that it cannot or will not. */
  | { readonly kind: "declined" }
  | { readonly kind: "noBlock" }
  | { readonly kind: "severalBlocks"; readonly count: number }
  | { readonly kind: "fenceInside" }
  /** A patch or a shell session instead of code. */
  | { readonly kind: "otherLanguage"; readonly language: string }
  /** Code is left out ("… rest unchanged"); `line` says so. */
  | { readonly kind: "placeholder"; readonly line: string }
  | { readonly kind: "lineNumbers" }
  /** A mark of the chat format, or a character that no source file has. */
  | { readonly kind: "controlTokens"; readonly token: string }
  /** Only a part of what was selected: half a function. */
  | { readonly kind: "incomplete" }
  /** The lines around the selection are repeated, and would stand there twice. */
  | { readonly kind: "surroundings"; readonly line: string }
  | { readonly kind: "unchanged" }
  /** A comment was asked for, and the code is not the same any more. */
  | { readonly kind: "codeChanged" }
  /** A comment was asked for, and the code has no place where it would be one. */
  | { readonly kind: "noPlace" }
  /** Tests were asked for, and the code that is to be tested came back. */
  | { readonly kind: "noTest" };
