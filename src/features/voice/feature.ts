import * as vscode from "vscode";
import { report } from "../../host/report";
import type { Services } from "../../host/services";
import { UserError } from "../../host/userError";
import { askSpoken, originOf, type Origin } from "./askSpoken";
import { Microphone } from "./microphone";
import { hearCommand } from "./obey";
import { RecorderProcess } from "./recorderProcess";
import { showMicrophone } from "./statusItems";

const dictation = "workbench.action.editorDictation.start";

/** Questions and commands by voice; the microphone is open only between two presses. */
export function registerVoice(
  services: Pick<Services, "engine" | "conversations" | "composer" | "log" | "extension">,
): vscode.Disposable {
  const { engine, conversations, log, extension } = services;
  const module = vscode.Uri.joinPath(extension.extensionUri, "dist", "recorder.js").fsPath;
  const microphone = new Microphone(new RecorderProcess(module, (line) => log.debug(line)), {
    isRemote: runsRemotely(),
  });

  const command = async (): Promise<void> => {
    if (microphone.state.kind !== "idle") {
      microphone.stop();
      return;
    }
    const sound = await microphone.record("command");
    if (!sound) return;
    let act: () => Promise<void> = () => Promise.resolve();
    await microphone.hear("command", async (signal) => {
      act = await hearCommand(engine, sound, signal);
    });
    await act();
  };
  const note = async (origin: Origin): Promise<void> => {
    if (microphone.state.kind !== "idle") {
      microphone.stop();
      return;
    }
    if (origin.kind === "thread" && conversations.isAnsweringIn(origin.conversationId)) {
      throw new UserError(vscode.l10n.t("An answer is still being written here. Wait for it, or stop it."));
    }
    const sound = await microphone.record("note");
    if (sound) await askSpoken(services, sound, origin);
  };
  const dictate = async (): Promise<void> => {
    if (!(await vscode.commands.getCommands(true)).includes(dictation)) {
      throw new UserError(
        vscode.l10n.t(
          "This editor has no dictation. In VS Code it comes with the extension “VS Code Speech”; Gloss takes a spoken question or command without it.",
        ),
      );
    }
    await vscode.commands.executeCommand(dictation);
  };

  return vscode.Disposable.from(
    microphone,
    showMicrophone(microphone),
    vscode.commands.registerCommand("gloss.voiceNote", (argument: unknown) =>
      report(() => note(originOf(argument)), log),
    ),
    vscode.commands.registerCommand("gloss.voiceCommand", () => report(command, log)),
    vscode.commands.registerCommand("gloss.discardRecording", () => microphone.discard()),
    vscode.commands.registerCommand("gloss.chooseMicrophone", () => report(() => microphone.choose(), log)),
    vscode.commands.registerCommand("gloss.startDictation", () => report(dictate, log)),
  );
}

/** True where this code runs on the machine of a remote window, and the person sits at another. */
function runsRemotely(): boolean {
  const kind = vscode.extensions.getExtension("gloss.gloss")?.extensionKind;
  return vscode.env.remoteName !== undefined && kind === vscode.ExtensionKind.Workspace;
}
