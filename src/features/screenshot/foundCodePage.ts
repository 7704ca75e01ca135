import * as vscode from "vscode";
import type { CodeSearchResult } from "../../codeSearch/findCode";
import { formatCount } from "../../host/wordProgress";
import type { FoundCodePage } from "../../protocol/foundCodeContract";
import type { ReadTexts } from "./readTexts";

const { t } = vscode.l10n;

/** Files that are shown; what comes after them is rarely meant. */
const maxShownFiles = 8;

/** The page while something is being done, or when it ended without files. */
export function emptyPage({
  phase = "",
  notice = "",
}: {
  readonly phase?: string;
  readonly notice?: string;
}): FoundCodePage {
  return { title: title(), phase, notice, texts: [], files: [], words: words() };
}

/** The page with what was found. */
export function foundPage(
  { texts, isCut: areTextsCut }: ReadTexts,
  { files, searchedFileCount }: CodeSearchResult,
  { isCut }: { readonly isCut: boolean },
): FoundCodePage {
  const shown = files.slice(0, maxShownFiles);
  return {
    title: title(),
    phase: "",
    notice: [
      files.length === 0 ? t("No file shows these texts.") : "",
      isCut
        ? t("Only the first {0} files were searched.", formatCount(searchedFileCount))
        : t("{0} files were searched.", formatCount(searchedFileCount)),
      areTextsCut ? t("Only the first {0} texts of the picture were read.", formatCount(texts.length)) : "",
      texts.some(({ box }) => box) ? "" : t("This model does not say where in the picture a text stands."),
    ]
      .filter((sentence) => sentence !== "")
      .join(" "),
    texts: texts.map(({ text, box }, index) => {
      const place = placeOf(shown, index);
      return {
        number: index + 1,
        text,
        ...(box && { box: [...box] as [number, number, number, number] }),
        ...(place && { place }),
      };
    }),
    files: shown.map(({ path, matches }) => ({
      path,
      name: path.slice(path.lastIndexOf("/") + 1),
      folder: path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "",
      detail:
        matches.length === 1
          ? t("1 of {0} texts", formatCount(texts.length))
          : t("{0} of {1} texts", formatCount(matches.length), formatCount(texts.length)),
      matches: matches.map(({ textIndex, line, key }) => ({
        number: textIndex + 1,
        text: texts[textIndex]?.text ?? "",
        line,
        ...(key !== undefined && { key }),
      })),
    })),
    words: words(),
  };
}

/** Where a text is drawn: in the best of the files that have it. */
function placeOf(
  files: CodeSearchResult["files"],
  index: number,
): { path: string; line: number } | undefined {
  for (const { path, matches } of files) {
    const match = matches.find(({ textIndex }) => textIndex === index);
    if (match) return { path, line: match.line };
  }
  return undefined;
}

function title(): string {
  return t("Which code draws this?");
}

function words(): Record<string, string> {
  return {
    pictureAlt: t("The picture that was searched for"),
    stop: t("Stop"),
    files: t("Files"),
    ask: t("Ask about these files"),
    texts: t("Texts in the picture"),
    inNoFile: t("in no file"),
  };
}
