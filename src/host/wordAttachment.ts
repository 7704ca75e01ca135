import * as vscode from "vscode";
import { maxPixels, maxSidePx, type AttachmentProblem } from "../attachments/attachmentOf";
import type { ForeignKind } from "../attachments/sniff";
import type { SoundProblem } from "../attachments/soundProblem";
import { maxAttachmentBytes } from "../protocol/attachmentLimits";
import type { PixelSize } from "../protocol/imageTokens";
import { maxSoundSeconds } from "../protocol/sound";
import { UserError } from "./userError";
import { formatCount } from "./wordProgress";

const { t } = vscode.l10n;

/** Why a file cannot be attached, and what to attach instead. */
export function wordAttachmentProblem(name: string, problem: AttachmentProblem): string {
  switch (problem.kind) {
    case "tooLarge":
      return t(
        "{0} has {1} MB. Attach at most {2} MB.",
        name,
        megabytes(problem.bytes),
        megabytes(maxAttachmentBytes),
      );
    case "foreign":
      return `${wordForeign(name, problem.looksLike)} ${adviceFor(problem.looksLike)}`;
    case "cutOff":
      return t("{0} is cut off: its end is missing. Save or copy it again.", name);
    case "damaged":
      return t("{0} is damaged and cannot be read as a picture. Save or copy it again.", name);
    case "noPixels":
      return t("{0} has no pixels. Attach another picture.", name);
    case "sideTooLong":
      return t(
        "{0} has {1} pixels. Use at most {2} pixels a side.",
        name,
        wordSize(problem),
        formatCount(maxSidePx),
      );
    case "tooManyPixels":
      return t(
        "{0} has {1} pixels. Use at most {2} million pixels.",
        name,
        wordSize(problem),
        formatCount(maxPixels / 1e6),
      );
    case "badSound":
      return wordSoundProblem(name, problem.why);
    case "soundTooLong":
      return t("{0} is {1} s long. Use at most {2} s.", name, problem.seconds.toFixed(1), maxSoundSeconds);
  }
}

function wordSoundProblem(name: string, problem: SoundProblem): string {
  switch (problem.kind) {
    case "noSound":
      return t("{0} cannot be used: it holds no sound.", name);
    case "saysNoSound":
      return t("{0} cannot be used: its header says that it holds no sound.", name);
    case "headerCutOff":
      return t("{0} cannot be used: its header is cut off. Save or copy it again.", name);
    case "noFormat":
      return t("{0} cannot be used: it says nothing of its format. Save it again.", name);
    case "senseless":
      return t("{0} cannot be used: its header makes no sense. Save it again.", name);
    case "noLength":
      return t("{0} cannot be used: it does not say how long it is. Save it again, or as WAV.", name);
    case "noNumbers":
      return t("{0} cannot be used: some of its values are no numbers. Save it as 16-bit PCM.", name);
    case "encoding":
      return t("{0} cannot be used: its sound is encoded as {1}. Save it as PCM.", name, problem.name);
    case "cutOff":
      return problem.percent === undefined
        ? t("{0} cannot be used: it is cut off at its end. Save or copy it again.", name)
        : t(
            "{0} cannot be used: it is cut off ({1} % of its sound is there). Save or copy it again.",
            name,
            problem.percent,
          );
  }
}

/** Throws the reason to a person if a file is too large to be read at all. */
export function refuseTooLarge(name: string, bytes: number): void {
  if (bytes <= maxAttachmentBytes) return;
  throw new UserError(wordAttachmentProblem(name, { kind: "tooLarge", bytes }));
}

/** What becomes of a moving picture. */
export function wordFirstFrame(name: string): string {
  return t("Only the first frame of {0} is used.", name);
}

function wordForeign(name: string, looksLike: ForeignKind): string {
  switch (looksLike) {
    case "empty":
      return t("{0} is an empty file.", name);
    case "svg":
      return t("{0} is an SVG drawing.", name);
    case "heic":
      return t("{0} is a HEIC picture.", name);
    case "tiff":
      return t("{0} is a TIFF picture.", name);
    case "icon":
      return t("{0} is an icon.", name);
    case "photoshop":
      return t("{0} is a Photoshop picture.", name);
    case "jpegXl":
      return t("{0} is a JPEG XL picture.", name);
    case "pdf":
      return t("{0} is a PDF document.", name);
    case "film":
      return t("{0} is a film.", name);
    case "ogg":
      return t("{0} is an Ogg sound.", name);
    case "unknown":
      return t("{0} is an unknown kind of file.", name);
  }
}

function adviceFor(looksLike: ForeignKind): string {
  return looksLike === "svg"
    ? t("It can hold scripts and links, and the model reads pixels alone: attach a PNG of it.")
    : t("Use PNG, JPEG, WebP, AVIF, GIF or BMP, or WAV, MP3 or FLAC.");
}

function wordSize({ width, height }: PixelSize): string {
  return `${formatCount(width)} x ${formatCount(height)}`;
}

function megabytes(bytes: number): string {
  return formatCount(Math.round(bytes / 1_000_000));
}
