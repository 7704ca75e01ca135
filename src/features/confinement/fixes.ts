import * as vscode from "vscode";
import type { PassedOverFacts } from "../../protocol/failure";
import { wordPassedOver } from "../../host/wordConfinement";

interface Fix {
  readonly label: string;
  readonly detail: string;
  readonly act: () => Promise<void>;
}

/** What would make a confinement possible, as far as a person can do it; Gloss shows the way and changes nothing itself. */
export function fixFor(passedOver: PassedOverFacts): Fix | undefined {
  const { t } = vscode.l10n;
  const detail = wordPassedOver(passedOver);
  switch (passedOver.reason.kind) {
    case "bubblewrapMissing":
      return { label: t("Install bubblewrap"), detail, act: () => showText(installText) };
    case "appArmorRestriction":
      return { label: t("Allow bubblewrap in AppArmor"), detail, act: () => showText(appArmorText) };
    case "userNamespacesOff":
      return {
        label: t("Allow user namespaces"),
        detail,
        act: () => showText(kernelText("kernel.unprivileged_userns_clone=1")),
      };
    case "userNamespacesLimited":
      return {
        label: t("Allow user namespaces"),
        detail,
        act: () => showText(kernelText("user.max_user_namespaces=15000")),
      };
    default:
      return undefined; // a container or an old kernel: nothing that one command would change
  }
}

async function showText(content: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: "shellscript", content });
  await vscode.window.showTextDocument(document);
}

const installText = `# Confines the model's process: no network, no files but the model's own. Run the line of your system.
sudo apt install bubblewrap         # Debian, Ubuntu
sudo dnf install bubblewrap         # Fedora
sudo pacman -S bubblewrap           # Arch
sudo zypper install bubblewrap      # openSUSE
`;

const appArmorText = `# Ubuntu 24.04 and later allow user namespaces only to programs with a profile. This gives bubblewrap one.
sudo tee /etc/apparmor.d/bwrap > /dev/null <<'PROFILE'
abi <abi/4.0>,
include <tunables/global>
profile bwrap /usr/bin/bwrap flags=(unconfined) {
  userns,
  include if exists <local/bwrap>
}
PROFILE
sudo apparmor_parser --replace /etc/apparmor.d/bwrap
`;

function kernelText(setting: string): string {
  return `# The kernel of this machine forbids the namespaces that confine the model's process. This allows them.
echo '${setting}' | sudo tee /etc/sysctl.d/90-user-namespaces.conf
sudo sysctl --system
`;
}
