import * as vscode from "vscode";
import { completeRequest } from "../../conversation/completeRequest";
import type { Engine } from "../../engine/engine";
import { readSettings } from "../../host/settings";
import { formatCount } from "../../host/wordProgress";
import { visibleTextsRequest, type Picture } from "../../prompt/visibleTexts";
import type { VisibleText } from "../../prompt/visibleTextsReply";

/** Longest list of texts, in tokens; one text with its box takes about 25. */
const maxListTokens = 4000;

/** Has the model read all texts in a picture; throws `Failure`. What there is of a list that was cut is used. */
export async function readTexts(
  engine: Engine,
  picture: Picture,
  { signal, onPhase }: { readonly signal: AbortSignal; readonly onPhase: (phase: string) => void },
): Promise<readonly VisibleText[]> {
  onPhase(vscode.l10n.t("Loading the model…"));
  const { contextTokens, server } = await engine.describe(signal);
  const maxTokens = Math.min(maxListTokens, Math.floor(contextTokens / 2));
  // The embedded model reads the texts with their places too, but those are hardly ever right (nano/README.md).
  const withBoxes = server !== undefined || readSettings().modelPath !== "";
  const request = visibleTextsRequest(picture, { withBoxes, maxTokens });
  const { text } = await completeRequest(engine, request, {
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
  const { readVisibleTexts } = await import("../../prompt/visibleTextsReply");
  return readVisibleTexts(text);
}
