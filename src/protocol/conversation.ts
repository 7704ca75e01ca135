import type { AudioFormat, StopReason, Timings, Usage } from "./chat";
import type { FailureReason } from "./failure";
import type { PixelSize } from "./imageTokens";

/** One exchange of questions and answers; a thread in the editor and the panel are two views of it. */
export interface Conversation {
  readonly id: string;
  readonly title: string;
  /** When it last changed, in milliseconds since 1970. */
  readonly changedAt: number;
  readonly turns: readonly Turn[];
}

export interface Turn {
  readonly question: Question;
  readonly answer: Answer;
}

/** What a person asks, with everything that goes along. `context` is ordered from most to least valuable. */
export interface Question {
  readonly instruction: string;
  readonly code?: CodeSelection;
  readonly context: readonly ContextItem[];
  readonly attachments: readonly Attachment[];
  /** Set where the question itself is in the attached sound, and `instruction` is empty. */
  readonly spoken?: SpokenQuestion;
}

/** What goes along with a question that was spoken. */
export interface SpokenQuestion {
  /** Names that may be said; the model hears them better when it has read them. */
  readonly names: readonly string[];
  /** In English ("German"); empty where the model should find out. */
  readonly language: string;
}

/** Lines are counted from 1 and both ends are included. */
export interface CodeSelection {
  readonly path: string;
  readonly languageId: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly text: string;
}

/** Kinds of context, in the order in which a message holds them. */
export const contextKinds = [
  ...(["enclosing", "imports", "diagnostics", "definition", "type", "test", "reference"] as const),
  ...(["snippet", "change", "recent"] as const),
] as const;

/** Something around the question that may help the model; `label` names it for a person ("definition of `Row`"). */
export interface ContextItem {
  readonly kind: (typeof contextKinds)[number];
  readonly label: string;
  readonly languageId: string;
  readonly text: string;
}

export type Attachment =
  | {
      readonly kind: "image";
      readonly name: string;
      readonly mimeType: string;
      readonly bytes: Uint8Array;
      /** In pixels, once it was decoded. */
      readonly size?: PixelSize;
    }
  | {
      readonly kind: "audio";
      readonly name: string;
      readonly format: AudioFormat;
      readonly bytes: Uint8Array;
    };

/** Something that did not fit into the context; `tokens` is its measured cost. */
export interface LeftOut {
  readonly label: string;
  readonly tokens: number;
}

/**
 * An answer from the moment the question is put until it settles; text only ever grows. `heard` is what the model
 * understood of a spoken question, and comes before the text.
 */
export type Answer =
  | {
      readonly kind: "pending";
      readonly progress: Progress;
      readonly heard?: string;
      readonly text: string;
      readonly leftOut: readonly LeftOut[];
    }
  | {
      readonly kind: "done";
      readonly heard?: string;
      readonly text: string;
      readonly stopReason: StopReason;
      readonly leftOut: readonly LeftOut[];
      readonly usage?: Usage;
      readonly timings?: Timings;
    }
  | {
      readonly kind: "failed";
      readonly heard?: string;
      readonly text: string;
      readonly reason: FailureReason;
      readonly leftOut: readonly LeftOut[];
    };

export type Progress =
  | { readonly kind: "gathering" }
  | { readonly kind: "queued"; readonly ahead: number }
  | { readonly kind: "loading" }
  | {
      readonly kind: "reading";
      readonly processedTokens: number;
      readonly totalTokens: number;
      readonly secondsLeft?: number;
    }
  | { readonly kind: "answering"; readonly tokensPerSecond?: number };
