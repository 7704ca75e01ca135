import { maxAttachmentBytes } from "../protocol/attachmentLimits";
import type { Attachment } from "../protocol/conversation";
import type { PixelSize } from "../protocol/imageTokens";
import { bareBytes } from "./bareBytes";
import { readImage } from "./imageInfo";
import { sniff, type ForeignKind } from "./sniff";
import { soundOf } from "./soundOf";
import type { SoundProblem } from "./soundProblem";

/** Longest side of a picture: canvases and decoders give up beyond. */
export const maxSidePx = 16_000;

/** Most pixels of a picture; decoded, one takes four bytes. */
export const maxPixels = 100_000_000;

/** Why a file cannot be attached; `wordAttachmentProblem` says it to a person. */
export type AttachmentProblem =
  | { readonly kind: "tooLarge"; readonly bytes: number }
  | { readonly kind: "foreign"; readonly looksLike: ForeignKind }
  | { readonly kind: "cutOff" | "damaged" | "noPixels" }
  | ({ readonly kind: "sideTooLong" | "tooManyPixels" } & PixelSize)
  | { readonly kind: "badSound"; readonly why: SoundProblem }
  | { readonly kind: "soundTooLong"; readonly seconds: number };

export type AttachmentResult =
  | {
      readonly kind: "ok";
      readonly attachment: Attachment;
      /** Only the first frame of the picture is used. */
      readonly isAnimated: boolean;
    }
  /** `cut`: what could be sent instead, if the person wants that: the beginning of a sound that is too long. */
  | { readonly kind: "refused"; readonly problem: AttachmentProblem; readonly cut?: Attachment };

/** Turns the bytes of a file into an attachment without metadata, or says why not. */
export function attachmentOf(name: string, bytes: Uint8Array): AttachmentResult {
  if (bytes.length > maxAttachmentBytes) return refused({ kind: "tooLarge", bytes: bytes.length });
  const media = sniff(bytes);
  switch (media.kind) {
    case "other":
      return refused({ kind: "foreign", looksLike: media.looksLike });
    case "image":
      return pictureOf(name, media.mimeType, bytes);
    case "audio": {
      const result = soundOf(name, media.format, bytes);
      switch (result.kind) {
        case "ok":
          return { kind: "ok", attachment: result.sound, isAnimated: false };
        case "bad":
          return refused({ kind: "badSound", why: result.problem });
        case "tooLong": {
          const problem = { kind: "soundTooLong", seconds: result.seconds } as const;
          return { ...refused(problem), ...(result.cut && { cut: result.cut }) };
        }
      }
    }
  }
}

/** True if llama-server decodes it as it is; other pictures must be drawn anew before they are sent. */
export function isReadByEngine({ kind, ...rest }: Attachment): boolean {
  return kind === "audio" || ("mimeType" in rest && /^image\/(?:png|jpeg|gif|bmp)$/.test(rest.mimeType));
}

function pictureOf(name: string, mimeType: string, bytes: Uint8Array): AttachmentResult {
  const info = readImage(mimeType, bytes);
  if (info.kind === "bad") return refused({ kind: info.problem });
  const { width, height, isAnimated } = info;
  if (width === 0 || height === 0) return refused({ kind: "noPixels" });
  if (Math.max(width, height) > maxSidePx) return refused({ kind: "sideTooLong", width, height });
  if (width * height > maxPixels) return refused({ kind: "tooManyPixels", width, height });
  const bare = bareBytes(mimeType, bytes, info) ?? bytes;
  return { kind: "ok", attachment: { kind: "image", name, mimeType, bytes: bare }, isAnimated };
}

function refused(problem: AttachmentProblem): Extract<AttachmentResult, { kind: "refused" }> {
  return { kind: "refused", problem };
}
