import * as vscode from "vscode";
import type { NetworkCause, ServerReason } from "../protocol/failure";
import type { WordedFailure } from "./wordedFailure";

const { t } = vscode.l10n;

/** Puts a failure of a server into words. */
export function wordServerFailure(reason: ServerReason): WordedFailure {
  switch (reason.kind) {
    case "serverNotSet":
      return { code: "GLOSS-E401", ...wordNotSet(reason.problem) };
    case "serverNotConfirmed":
      return {
        code: "GLOSS-E402",
        what: t("Nothing was sent to {0}.", reason.host),
        todo: t('Ask again to agree to it, or use "Gloss: Choose What Answers" to stay on this machine.'),
      };
    case "serverUnreachable":
      return {
        code: "GLOSS-E403",
        what: wordCause(reason.cause, reason.host, reason.detail),
        todo: wordRemedy(reason.cause),
      };
    case "serverRejectsKey":
      return {
        code: "GLOSS-E404",
        what: reason.hasKey ? t("{0} refuses the key.", reason.host) : t("{0} wants a key.", reason.host),
        todo: t('Use "Gloss: Set Key of the Server".'),
      };
    case "serverBusy":
      return {
        code: "GLOSS-E405",
        what: t("{0} is busy: it refused {1} times.", reason.host, reason.tries),
        todo: t("Ask again later."),
      };
    case "serverSilent":
      return {
        code: "GLOSS-E406",
        what: t("{0} said nothing for {1} s.", reason.host, reason.seconds),
        todo: t('"Gloss: Check Server" finds out which step it hangs at.'),
      };
    case "serverModelMissing":
      return {
        code: "GLOSS-E407",
        what:
          reason.model === ""
            ? t("{0} offers no model.", reason.host)
            : t("{0} has no model {1}.", reason.host, reason.model),
        todo:
          reason.offered.length === 0
            ? t("Ask who runs it.")
            : t('Set "gloss.remote.model" to one of: {0}.', reason.offered.slice(0, 8).join(", ")),
      };
    case "certificateFileUnreadable":
      return {
        code: "GLOSS-E408",
        what: t("The certificate file {0} cannot be used: {1}.", reason.path, reason.detail),
        todo: t('Correct the setting "gloss.remote.certificatePath", or empty it.'),
      };
  }
}

function wordNotSet(problem: "empty" | "notAUrl" | "withCredentials"): {
  readonly what: string;
  readonly todo: string;
} {
  switch (problem) {
    case "empty":
      return {
        what: t("A server is chosen, but its address is not set."),
        todo: t('Set "gloss.remote.url", or use "Gloss: Choose What Answers" to stay on this machine.'),
      };
    case "notAUrl":
      return {
        what: t("The address of the server is no http or https address."),
        todo: t('Correct the setting "gloss.remote.url": https://gpu.example.com, for instance.'),
      };
    case "withCredentials":
      return {
        what: t("The address of the server contains a user name or password."),
        todo: t('Take it out of "gloss.remote.url", and use "Gloss: Set Key of the Server".'),
      };
  }
}

function wordCause(cause: NetworkCause, host: string, detail: string): string {
  switch (cause) {
    case "nameUnknown":
      return t("Nobody knows the name of {0}.", host);
    case "refused":
      return t("Nothing listens at {0}.", host);
    case "noRoute":
      return t("{0} cannot be reached.", host);
    case "brokeOff":
      return t("{0} broke off in the middle.", host);
    case "selfSigned":
      return t("The certificate of {0} is signed by itself, so nobody vouches for it.", host);
    case "unknownAuthority":
      return t("The certificate of {0} comes from an authority that is not trusted here.", host);
    case "certificateExpired":
      return t("The certificate of {0} has expired.", host);
    case "certificateNotYetValid":
      return t("The certificate of {0} is not valid yet.", host);
    case "hostMismatch":
      return t("The certificate that {0} shows is for another name.", host);
    case "notTls":
      return t("{0} speaks no TLS at this port.", host);
    case "notHttp":
      return t("{0} speaks no HTTP at this port.", host);
    case "other":
      return t("The connection to {0} failed: {1}.", host, detail);
  }
}

function wordRemedy(cause: NetworkCause): string {
  switch (cause) {
    case "nameUnknown":
      return t('Check the setting "gloss.remote.url" and whether a VPN is needed.');
    case "refused":
    case "noRoute":
    case "other":
      return t("Check that the server runs, its port, and whether a VPN is needed.");
    case "brokeOff":
      return t("Ask again; what came stays.");
    case "selfSigned":
    case "unknownAuthority":
      return t(
        'If it is your own, set "gloss.remote.certificatePath" to the certificate of the authority (PEM). There is no way to skip the check.',
      );
    case "certificateExpired":
    case "certificateNotYetValid":
      return t("Ask who runs it to renew it, and check the clock of this machine.");
    case "hostMismatch":
      return t('Use the name that the certificate is for in "gloss.remote.url".');
    case "notTls":
      return t('Begin "gloss.remote.url" with http:// if that is meant, or correct the port.');
    case "notHttp":
      return t('Begin "gloss.remote.url" with https://, or correct the port.');
  }
}
