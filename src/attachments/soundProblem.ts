/** Why a sound cannot be used; `wordSoundProblem` says it to a person. */
export type SoundProblem =
  | {
      readonly kind:
        "noSound" | "saysNoSound" | "headerCutOff" | "noFormat" | "senseless" | "noLength" | "noNumbers";
    }
  /** `percent`: how much of its sound is there, if the file tells. */
  | { readonly kind: "cutOff"; readonly percent?: number }
  | { readonly kind: "encoding"; readonly name: string };

export interface BadSound {
  readonly kind: "bad";
  readonly problem: SoundProblem;
}

export function badSound(problem: SoundProblem): BadSound {
  return { kind: "bad", problem };
}

/** Part of `all` is there. */
export function cutOffSound(there: number, all: number): BadSound {
  return badSound({ kind: "cutOff", percent: Math.floor((100 * there) / all) });
}
