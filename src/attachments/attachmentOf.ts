import type { Attachment } from "../protocol/conversation";
import { maxSoundSeconds } from "../protocol/sound";
import { sniff } from "./sniff";
import { soundOf } from "./soundOf";

export type AttachmentResult =
  | { readonly kind: "ok"; readonly attachment: Attachment }
  /** `cut`: what could be sent instead, if the person wants that: the beginning of a sound that is too long. */
  | { readonly kind: "refused"; readonly problem: string; readonly cut?: Attachment };

/** Turns the bytes of a file into an attachment, or says in one sentence why not. */
export function attachmentOf(name: string, bytes: Uint8Array): AttachmentResult {
  const media = sniff(bytes);
  switch (media.kind) {
    case "other":
      return refused(`${name} is ${media.looksLike}. Use PNG, JPEG, GIF or BMP, or WAV, MP3 or FLAC.`);
    case "image":
      return { kind: "ok", attachment: { kind: "image", name, mimeType: media.mimeType, bytes } };
    case "audio": {
      const result = soundOf(name, media.format, bytes);
      switch (result.kind) {
        case "ok":
          return { kind: "ok", attachment: result.sound };
        case "bad":
          return refused(`${name} cannot be used: ${result.problem}.`);
        case "tooLong": {
          const problem = `${name} is ${result.seconds.toFixed(1)} s long. Use at most ${String(maxSoundSeconds)} s.`;
          return { ...refused(problem), ...(result.cut && { cut: result.cut }) };
        }
      }
    }
  }
}

function refused(problem: string): Extract<AttachmentResult, { kind: "refused" }> {
  return { kind: "refused", problem };
}
