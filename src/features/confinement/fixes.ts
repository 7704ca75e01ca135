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
    case "namespacesDenied":
      return { label: t("Allow Namespaces in the Container"), detail, script: "allow-namespaces.sh" };
    default:
      return undefined; // an old kernel or a broken installation
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
  "allow-namespaces.sh": `# A container's own filter forbids the namespaces that confine the model's process.
# Start the container with one that allows them. The shortest way takes all of its filter away:
docker run --security-opt seccomp=unconfined …
# For a dev container, in devcontainer.json:
#   "runArgs": ["--security-opt", "seccomp=unconfined"]
# The filter may stay where its kernel has Landlock (Linux 5.13 or later): Gloss then uses that by itself.
# To run the model with the container as its only wall, set "gloss.sandbox" to "auto".
`,
} as const;

function kernelText(setting: string): string {
  return `# The kernel of this machine forbids the namespaces that confine the model's process.
# This allows them.
echo '${setting}' | sudo tee /etc/sysctl.d/90-user-namespaces.conf
sudo sysctl --system
`;
}
