import * as vscode from "vscode";
import type { Confinement } from "../engine/confinement";
import { engineChoice } from "./engineChoice";
import type { PassedOverFacts } from "../protocol/failure";

const { t } = vscode.l10n;

/** How the model process is confined, in two or three words: what was measured, not what was promised. */
function wordConfinement(confinement: Confinement | undefined): string {
  switch (confinement?.attestation.level) {
    case "bubblewrap":
      return t("confined (bubblewrap)");
    case "landlock":
      return t("confined (Landlock)");
    case "seatbelt":
      return t("confined (seatbelt, not measured)");
    case "process":
      return t("a process of its own, not confined");
    case "none":
      return t("not confined");
    case undefined:
      return t("not measured yet");
  }
}

/** Where data goes: "no network" only where a sandbox takes it away. */
export function wordWhereDataGoes(confinement: Confinement | undefined): string {
  const choice = engineChoice();
  if (choice.kind === "serverNotSet") return t("nowhere: a server is chosen, but its address is not set");
  if (choice.kind === "server") return wordServer(choice);
  const level = confinement?.attestation.level;
  const hasNoNetwork = level === "bubblewrap" || level === "landlock" || level === "seatbelt";
  return hasNoNetwork
    ? t("local · no network · {0}", wordConfinement(confinement))
    : t("local · {0}", wordConfinement(confinement));
}

/** What goes to a server, and whether others can read along. */
export function wordServer({
  host,
  isPrivateWay,
}: {
  readonly host: string;
  readonly isPrivateWay: boolean;
}): string {
  return isPrivateWay
    ? t("questions, code, pictures and sound go to {0}", host)
    : t("questions, code, pictures and sound go to {0} · not encrypted", host);
}

/** Why a way to confine the engine cannot be used here, and what would change that. */
export function wordPassedOver({ name, reason }: PassedOverFacts): string {
  switch (reason.kind) {
    case "helperMissing":
      return t("A helper program is missing from the engine folder. Install Gloss again.");
    case "bubblewrapMissing":
      return t('bubblewrap is not installed. Install the package "bubblewrap".');
    case "appArmorRestriction":
      return t(
        'AppArmor forbids bubblewrap to make namespaces (Ubuntu 24.04 and later). Add an AppArmor profile with "userns," for /usr/bin/bwrap.',
      );
    case "userNamespacesOff":
      return t("The kernel forbids user namespaces (kernel.unprivileged_userns_clone is 0).");
    case "userNamespacesLimited":
      return t("The kernel allows no user namespaces (user.max_user_namespaces is 0).");
    case "namespacesDenied":
      return t(
        "This environment, most likely a container, forbids namespaces. Allow them where the container is started.",
      );
    case "landlockMissing":
      return t("The kernel has no Landlock (Linux 5.13 or later, switched on).");
    case "seatbeltMissing":
      return t("sandbox-exec is missing from this macOS.");
    case "platformWithout":
      return t("This platform has no sandbox that Gloss can use.");
    default:
      return t("{0} did not work: {1}", name, reason.detail ?? reason.kind);
  }
}
