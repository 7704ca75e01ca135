import * as vscode from "vscode";
import { completeRequest } from "../../conversation/completeRequest";
import { withPictureTokens } from "../../conversation/pictureProof";
import type { Engine } from "../../engine/engine";
import { readSettings } from "../../host/settings";
import { UserError } from "../../host/userError";
import { wordGarbled } from "../../host/wordAnswer";
import { formatCount } from "../../host/wordProgress";
import { visibleTextsRequest, type Picture } from "../../prompt/visibleTexts";
import type { VisibleText } from "../../prompt/visibleTextsReply";

/** Longest list of texts, in tokens; one text with its box takes about 25. */
const maxListTokens = 4000;

/** The texts of a picture; `isCut` if there are more than were read. */
export interface ReadTexts {
  readonly texts: readonly VisibleText[];
  readonly isCut: boolean;
}

/** Has the model read all texts in a picture; throws `Failure`, and `UserError` if it did not see the picture. */
export async function readTexts(
  engine: Engine,
  picture: Picture,
  { signal, onPhase }: { readonly signal: AbortSignal; readonly onPhase: (phase: string) => void },
): Promise<ReadTexts> {
  onPhase(vscode.l10n.t("Loading the model…"));
  const { contextTokens, server } = await engine.describe(signal);
  const maxTokens = Math.min(maxListTokens, Math.floor(contextTokens / 2));
  // The embedded model reads the texts with their places too, but those are hardly ever right (nano/README.md).
  const withBoxes = server !== undefined || readSettings().modelPath !== "";
  const request = visibleTextsRequest(picture, { withBoxes, maxTokens });
  const { text, stopReason, usage } = await completeRequest(engine, request, {
    signal,
    onEvent: (event, textSoFar) => {
      if (event.kind === "queued") onPhase(vscode.l10n.t("Waiting for another answer…"));
      else if (event.kind === "reading") {
        const { processedTokens, totalTokens } = event;
        onPhase(
          vscode.l10n.t(
            "Looking at the picture: {0} of {1} tokens",
            formatCount(processedTokens),
            formatCount(totalTokens),
          ),
        );
      } else if (event.kind === "text") {
        // Each text that is whole ends with a quote and a comma or bracket.
        const count = textSoFar.match(/"\s*[,\]]/g)?.length ?? 0;
        onPhase(vscode.l10n.t("Reading texts: {0}", formatCount(count)));
      }
    },
  });
  if (stopReason === "garbled") throw new UserError(wordGarbled());
  const proof = usage && (await withPictureTokens(engine, request, { usage, pictures: [picture], signal }));
  if (proof?.pictureTokens === 0) {
    throw new UserError(
      vscode.l10n.t(
        "The picture was not read: the model only made up texts. Choose a model that reads pictures.",
      ),
    );
  }
  const { readVisibleTexts } = await import("../../prompt/visibleTextsReply");
  return { texts: readVisibleTexts(text), isCut: stopReason === "length" || stopReason === "looping" };
}
