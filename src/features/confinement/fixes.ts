import * as vscode from "vscode";
import type { PassedOverFacts } from "../../protocol/failure";
import { wordPassedOver } from "../../host/wordConfinement";

interface Fix {
  readonly label: string;
  readonly detail: string;
  /** Which of the documents shows the commands. */
  readonly script: keyof typeof scripts;
}

const scheme = "gloss-fix";

/** What would make a confinement possible, as far as a person can do it; undefined where no command would. */
export function fixFor(passedOver: PassedOverFacts): Fix | undefined {
  const { t } = vscode.l10n;
  const detail = wordPassedOver(passedOver);
  switch (passedOver.reason.kind) {
    case "bubblewrapMissing":
      return { label: t("Install bubblewrap"), detail, script: "install-bubblewrap.sh" };
    case "appArmorRestriction":
      return { label: t("Allow bubblewrap in AppArmor"), detail, script: "allow-bubblewrap.sh" };
    case "userNamespacesOff":
      return { label: t("Allow User Namespaces"), detail, script: "switch-on-user-namespaces.sh" };
    case "userNamespacesLimited":
      return { label: t("Allow User Namespaces"), detail, script: "allow-user-namespaces.sh" };
    default:
      return undefined; // a container or an old kernel
  }
}

/** Shows the commands of a fix, to be read and run by the person: Gloss changes nothing of a system itself. */
export async function showFix({ script }: Fix): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme, path: `/${script}` }));
  await vscode.window.showTextDocument(document);
}

/** The commands as documents that need not be saved. */
export function registerFixes(): vscode.Disposable {
  const texts = new Map<string, string>(Object.entries(scripts));
  return vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: ({ path }) => texts.get(path.slice(1)),
  });
}

const scripts = {
  "install-bubblewrap.sh": `# bubblewrap confines the model's process: no network, no files but the model's own.
# Run the line of your system.
sudo apt install bubblewrap         # Debian, Ubuntu
sudo dnf install bubblewrap         # Fedora
sudo pacman -S bubblewrap           # Arch
sudo zypper install bubblewrap      # openSUSE
`,
  "allow-bubblewrap.sh": `# Ubuntu 24.04 and later allow user namespaces only to programs with a profile.
# This gives bubblewrap one.
sudo tee /etc/apparmor.d/bwrap > /dev/null <<'PROFILE'
abi <abi/4.0>,
include <tunables/global>
profile bwrap /usr/bin/bwrap flags=(unconfined) {
  userns,
  include if exists <local/bwrap>
}
PROFILE
sudo apparmor_parser --replace /etc/apparmor.d/bwrap
`,
  "switch-on-user-namespaces.sh": kernelText("kernel.unprivileged_userns_clone=1"),
  "allow-user-namespaces.sh": kernelText("user.max_user_namespaces=15000"),
} as const;

function kernelText(setting: string): string {
  return `# The kernel of this machine forbids the namespaces that confine the model's process.
# This allows them.
echo '${setting}' | sudo tee /etc/sysctl.d/90-user-namespaces.conf
sudo sysctl --system
`;
}
