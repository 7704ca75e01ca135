import * as path from "node:path";
import * as vscode from "vscode";
import { exitCause } from "../engine/exitCause";
import { wordBytes } from "./wordBytes";
import { wordPassedOver } from "./wordConfinement";
import { wordDownload } from "./wordDownload";
import { formatCount } from "./wordProgress";
import { wordServerFailure } from "./wordServerFailure";
import type { WordedFailure } from "./wordedFailure";
import type {
  CrashReason,
  EnginePhase,
  ExitCause,
  ExitFacts,
  FailureReason,
  Misfit,
} from "../protocol/failure";

const { t } = vscode.l10n;

/** Puts a failure into words. */
export function wordFailure(reason: FailureReason): WordedFailure {
  switch (reason.kind) {
    case "engineMissing":
      return {
        code: "GLOSS-E101",
        what: t("This installation has no engine for {0}-{1}.", process.platform, process.arch),
        todo: t(
          'Install the package for your platform, or set "gloss.engine.path" to a llama-server program.',
        ),
      };
    case "engineUnusable":
      return {
        code: "GLOSS-E102",
        what: t("The engine {0} cannot be started: {1}.", reason.path, reason.detail),
        todo: t(
          'Correct the setting "gloss.engine.path", or empty it to use the engine that came with Gloss.',
        ),
      };
    case "notConfined":
      return {
        code: "GLOSS-E110",
        what: t(
          "The model cannot be confined on this machine: {0}",
          // A cause that stops them all is told once.
          [...new Set(reason.passedOver.map(wordPassedOver))].join(" "),
        ),
        todo: t('Run "Gloss: Choose How the Model Is Confined" to see what can be done.'),
      };
    case "selfTestFailed":
      return {
        code: "GLOSS-E113",
        what: t(
          "The self-test of what confines the model did not come to its end ({0}: {1}), so the model was not loaded.",
          reason.launcher,
          reason.detail,
        ),
        todo: t(
          'Ask again. If it stays so, run "Gloss: Choose How the Model Is Confined" to see what can be done.',
        ),
      };
    case "confinementBroken":
      return {
        code: "GLOSS-E111",
        what: t(
          "What should confine the model does not hold here ({0} lets through {1}), so the model was not loaded.",
          reason.launcher,
          firstFew(reason.escaped),
        ),
        todo: t("Report this with the log, which names them all; it should never happen."),
      };
    case "modelMissing":
      return {
        code: "GLOSS-E201",
        what: t("The model file {0} is not there.", path.basename(reason.path)),
        todo: t('Put it back at {0}, or choose another with "Gloss: Choose a Model".', reason.path),
      };
    case "modelUnreadable":
      return {
        code: "GLOSS-E202",
        what: t("The model file {0} cannot be used: {1}.", path.basename(reason.path), reason.detail),
        todo: t('Fetch it again, or choose another with "Gloss: Choose a Model".'),
      };
    case "madeForAnotherModel":
      return wordMisfit(reason.path, reason);
    case "modelTooLarge":
      return {
        code: "GLOSS-E203",
        what: t(
          "The model does not fit into the memory of this machine: it needs {0}, {1} are free.",
          wordBytes(reason.needBytes),
          wordBytes(reason.freeBytes),
        ),
        todo: t("Close other programs, or choose a smaller model."),
      };
    case "downloadFailed":
      return wordDownload(reason.file, reason.cause);
    case "engineExited":
      return wordExit(reason.phase, reason.exit);
    case "engineKeepsCrashing": {
      const { what, todo } = wordFailure(reason.last);
      return {
        code: "GLOSS-E108",
        what: t("The engine crashed three times within five minutes and is not started any more. {0}", what),
        todo: t('{0} Then run "Gloss: Restart the Engine".', todo),
      };
    }
    case "engineHangs":
      return {
        code: "GLOSS-E106",
        what: t("The engine said nothing for too long and was ended."),
        todo: t('Ask again: it starts anew. A smaller "gloss.model.contextTokens" helps on a slow machine.'),
      };
    case "memoryExceeded":
      return {
        code: "GLOSS-E112",
        what: t(
          "The engine took {0} of memory, more than this model needs, and was ended.",
          wordBytes(reason.usedBytes),
        ),
        todo: t('Lower "gloss.model.contextTokens", or choose another model.'),
      };
    case "busyInAnotherWindow":
      return {
        code: "GLOSS-E109",
        what: t("Another window runs a large model already, and memory would not hold two."),
        todo: t('Ask there, or run "Gloss: Unload the Model" there and ask again here.'),
      };
    case "engineUnreachable":
      return {
        code: "GLOSS-E104",
        what: t("The engine does not answer: {0}.", reason.detail),
        todo: t("Ask again; the engine is started anew."),
      };
    case "engineClosed":
      return {
        code: "GLOSS-E105",
        what: t("The model was unloaded while it was answering."),
        todo: t("Ask again to load it."),
      };
    case "noTemporaryFolder":
      return {
        code: "GLOSS-E107",
        what: t(
          "The engine cannot start: the temporary folder is full or cannot be written ({0}).",
          reason.detail,
        ),
        todo: t("Free some space there, and ask again."),
      };
    case "contextExceeded":
      return {
        code: "GLOSS-E301",
        what: t(
          "The question is too long for the model: {0} tokens, and it takes {1}.",
          formatCount(reason.promptTokens),
          formatCount(reason.contextTokens),
        ),
        todo: t('Select less code, or raise "gloss.model.contextTokens".'),
      };
    case "requestTooLarge":
      return {
        code: "GLOSS-E302",
        what: t("The question is too large: {0} MB.", Math.round(reason.bytes / 1e6)),
        todo: t("Select less code, or attach fewer pictures."),
      };
    case "mediaUnreadable":
      return {
        code: "GLOSS-E303",
        what: t("The engine could not read an attached picture or sound."),
        todo: t("Open the file to see whether it is intact, and attach it again."),
      };
    case "mediaUnsupported":
      return wordMediaUnsupported(reason.media, reason.host);
    case "engineRefused":
      return {
        code: "GLOSS-E305",
        what: t("The engine refused the question ({0}): {1}", reason.status, reason.detail),
        todo: t("Ask again in another way."),
      };
    case "replyMalformed":
      return {
        code: "GLOSS-E306",
        what: t("The engine sent something that Gloss does not understand."),
        todo: t('Check that "gloss.engine.path" is a llama-server of version 0.5 or newer.'),
      };
    case "serverNotSet":
    case "serverNotConfirmed":
    case "serverUnreachable":
    case "serverRejectsKey":
    case "serverBusy":
    case "serverSilent":
    case "serverModelMissing":
    case "certificateFileUnreadable":
      return wordServerFailure(reason);
    case "bug":
      return {
        code: "GLOSS-E900",
        what: t("Something went wrong inside Gloss: {0}", reason.detail),
        todo: t("Ask again. The log has more to report it with."),
      };
  }
}

function wordMisfit(file: string, { role, number, has, needs }: Misfit): WordedFailure {
  const differences: Record<Misfit["number"], string> = {
    embeddingLength: t("embeddings of {0} numbers instead of {1}", formatCount(has), formatCount(needs)),
    vocabularySize: t("a vocabulary of {0} tokens instead of {1}", formatCount(has), formatCount(needs)),
    keys: t("{0} keys a token instead of {1}", formatCount(has), formatCount(needs)),
  };
  const [name, difference] = [path.basename(file), differences[number]];
  return role === "projector"
    ? {
        code: "GLOSS-E204",
        what: t("The projector {0} was made for another model: {1}.", name, difference),
        todo: t('Choose the one that belongs to the model, or empty "gloss.model.projectorPath".'),
      }
    : {
        code: "GLOSS-E204",
        what: t("The drafter {0} was made for another model: {1}.", name, difference),
        todo: t('Choose the one that belongs to the model, or empty "gloss.model.drafterPath".'),
      };
}

/** "readSecretFile, listHome, connectTcp and 4 more" */
function firstFew(names: readonly string[]): string {
  const [few, more] = [names.slice(0, 3).join(", "), names.length - 3];
  return more > 0 ? t("{0} and {1} more", few, more) : few;
}

function wordMediaUnsupported(media: "image" | "audio", host: string | undefined): WordedFailure {
  const code = "GLOSS-E304";
  if (host !== undefined) {
    const what =
      media === "image"
        ? t("The model on {0} reads no pictures.", host)
        : t("The model on {0} does not hear.", host);
    return {
      code,
      what,
      todo: t('Choose another in "gloss.remote.model", or ask with the model on this machine.'),
    };
  }
  const what =
    media === "image"
      ? t("This model was loaded without the file that lets it read pictures.")
      : t("This model was loaded without the file that lets it hear.");
  return { code, what, todo: t('Set "gloss.model.projectorPath" to the mmproj file of the model.') };
}

/** A crash in words of the program, which never hold a path. */
export function nameCrash(reason: CrashReason): string {
  const how = reason.kind === "engineExited" ? ` ${exitCause(reason.exit)}` : "";
  return `${reason.kind}${how}, ${reason.phase}`;
}

function wordExit(phase: EnginePhase, exit: ExitFacts): WordedFailure {
  const whens: Record<EnginePhase, string> = {
    loading: t("while it was loading the model"),
    reading: t("while it was reading the question"),
    answering: t("while it was answering"),
    idle: t("between two questions"),
  };
  const { what, todo } = wordCause(exitCause(exit), whens[phase]);
  return { code: "GLOSS-E103", what, todo };
}

function wordCause(cause: ExitCause, when: string): { readonly what: string; readonly todo: string } {
  const again = t("Ask again: it starts anew.");
  switch (cause) {
    case "outOfMemory":
      return {
        what: t("The engine ran out of memory {0}.", when),
        todo: t('Lower "gloss.model.contextTokens", close other programs, or choose a smaller model.'),
      };
    case "badModel":
      return {
        what: t("The engine could not load the model file."),
        todo: t(
          'Fetch it again, or choose another in the setting "gloss.model.path". The log has the reason.',
        ),
      };
    case "missingLibrary":
      return {
        what: t("The engine does not start: one of its libraries is missing."),
        todo: t('Install Gloss again, or correct "gloss.engine.path". The log names the library.'),
      };
    case "aborted":
      return { what: t("The engine gave up {0}: it met something it does not expect.", when), todo: again };
    case "crashed":
      return { what: t("The engine crashed {0}. The editor is not affected.", when), todo: again };
    case "killed":
      return {
        what: t("The engine was ended from outside {0}, often because memory ran short.", when),
        todo: again,
      };
    case "unknown":
      return {
        what: t("The engine ended {0}.", when),
        todo: t("Ask again: it starts anew. The log has its last words."),
      };
  }
}
