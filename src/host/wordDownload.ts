import * as vscode from "vscode";
import type { DownloadCause } from "../protocol/failure";
import { wordBytes } from "./wordBytes";
import type { WordedFailure } from "./wordedFailure";

const { t } = vscode.l10n;

/** Puts a failed download into words. */
export function wordDownload(file: string, cause: DownloadCause): WordedFailure {
  const goOn = t("Resume the download later: it goes on where it stopped.");
  switch (cause.kind) {
    case "unreachable":
      return {
        code: "GLOSS-E210",
        what: t("{0} could not be fetched: {1}.", file, cause.detail),
        todo: t('Check the connection and "http.proxy", then resume: it goes on where it stopped.'),
      };
    case "stalled":
      return { code: "GLOSS-E211", what: t("The download of {0} came to a halt.", file), todo: goOn };
    case "refused":
      return {
        code: "GLOSS-E212",
        what: t("The server refuses to give {0} ({1}).", file, cause.status),
        todo: t(
          'Check the proxy, set "gloss.models.mirror" to a server that has it, or use files you already have.',
        ),
      };
    case "notThere":
      return {
        code: "GLOSS-E213",
        what: t("The server no longer has {0} ({1}).", file, cause.status),
        todo: t('Choose another model, or check "gloss.models.mirror".'),
      };
    case "serverBusy":
      return {
        code: "GLOSS-E214",
        what: t("The server that has {0} is busy or out of order ({1}).", file, cause.status),
        todo: goOn,
      };
    case "webPage":
      return {
        code: "GLOSS-E215",
        what: t("A web page came instead of {0}.", file),
        todo: t("This network may want a login first: open any page in a browser, then resume the download."),
      };
    case "otherFile":
      return {
        code: "GLOSS-E216",
        what: t("What came is not the published {0}: {1}.", file, cause.detail),
        todo: t('It was not kept. Try again later, or check "gloss.models.mirror".'),
      };
    case "redirected":
      return {
        code: "GLOSS-E217",
        what: t("The download of {0} was sent somewhere it may not go: {1}.", file, cause.detail),
        todo: t('Check the proxy and "gloss.models.mirror"; only https is followed.'),
      };
    case "diskFull":
      return {
        code: "GLOSS-E218",
        what:
          cause.needBytes === undefined || cause.freeBytes === undefined
            ? t("The disk became full while {0} was fetched.", file)
            : t(
                "There is not enough space for {0}: {1} are needed, {2} are free.",
                file,
                wordBytes(cause.needBytes),
                wordBytes(cause.freeBytes),
              ),
        todo: t('Free some space, or set "gloss.models.folder" to another disk, then resume.'),
      };
    case "folderUnusable":
      return {
        code: "GLOSS-E219",
        what: t("{0} cannot be written: {1}.", file, cause.detail),
        todo: t(
          'Set "gloss.models.folder" to a folder that you may write, on a disk that takes large files.',
        ),
      };
    case "otherWindow":
      return {
        code: "GLOSS-E220",
        what: t("{0} is being fetched in another window.", file),
        todo: t("Wait for it there; the model can then be chosen here too."),
      };
  }
}
