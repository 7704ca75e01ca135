import * as vscode from "vscode";
import { report } from "../../host/report";
import { runsRemotely } from "../../host/runsRemotely";
import type { Services } from "../../host/services";
import { UserError } from "../../host/userError";
import { beginSpoken, originOf, type Origin } from "./askSpoken";
import { Microphone } from "./microphone";
import { whatIsInFront } from "./front";
import { hearCommand } from "./obey";
import { PressedKey } from "./pressedKey";
import { RecorderProcess } from "./recorderProcess";
import { playSignals } from "./signals";
import { showMicrophone } from "./statusItems";
import { tryAgain } from "./tryAgain";

const dictation = "workbench.action.editorDictation.start";

/** Questions and commands by voice; the microphone is open only between two presses, or while a key is held. */
export function registerVoice(
  services: Pick<
    Services,
    "engine" | "engines" | "conversations" | "composer" | "log" | "extension" | "microphoneLight"
  >,
): vscode.Disposable {
  const { engine, engines, conversations, log, extension, microphoneLight } = services;
  const module = vscode.Uri.joinPath(extension.extensionUri, "dist", "recorder.js").fsPath;
  const recorder = new RecorderProcess(module, (line) => log.debug(line));
  const microphone = new Microphone(recorder, { isRemote: runsRemotely() }, microphoneLight);
  const key = new PressedKey(microphone);

  /** Loads the model while a person speaks. A server is not touched before there is something to send. */
  const loadAhead = (): void => {
    if (engine.state === engines.here.state && engine.state.kind === "stopped") {
      engine.describe(new AbortController().signal).catch(() => undefined); // the request will tell
    }
  };
  const command = async (): Promise<void> => {
    if (!key.press()) return;
    const front = whatIsInFront();
    const sound = await microphone.record("command", loadAhead);
    if (!sound) return;
    let act: () => Promise<void> = () => Promise.resolve();
    await tryAgain(log, () =>
      microphone.hear("command", async (how) => {
        act = await hearCommand({ engine, log }, { sound, front }, how);
      }),
    );
    await act();
  };
  const note = async (origin: Origin): Promise<void> => {
    if (!key.press()) return;
    if (origin.kind === "thread" && conversations.isAnsweringIn(origin.conversationId)) {
      throw new UserError(vscode.l10n.t("An answer is still being written here. Wait for it, or stop it."));
    }
    const spoken = beginSpoken(services, origin);
    const onOpen = (): void => {
      spoken.lookUp();
      loadAhead();
    };
    const sound = await microphone.record("note", onOpen).catch((error: unknown) => {
      spoken.drop();
      throw error;
    });
    if (sound) await spoken.ask(sound);
    else spoken.drop();
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
  const onCommand = (name: string, run: (argument: unknown) => Promise<void> | void): vscode.Disposable =>
    vscode.commands.registerCommand(name, (argument: unknown) => report(() => run(argument), log));

  return vscode.Disposable.from(
    microphone,
    key,
    showMicrophone(microphoneLight, conversations),
    playSignals(microphoneLight, extension.extensionUri, log),
    onCommand("gloss.voiceNote", (argument) => note(originOf(argument))),
    onCommand("gloss.voiceCommand", command),
    onCommand("gloss.holdRecording", (isHeld) => (isHeld === true ? microphone.hold() : microphone.stop())),
    onCommand("gloss.prepareRecording", () => recorder.prepare()),
    onCommand("gloss.discardRecording", () => key.discard()),
    onCommand("gloss.chooseMicrophone", () => microphone.choose()),
    onCommand("gloss.startDictation", dictate),
  );
}
