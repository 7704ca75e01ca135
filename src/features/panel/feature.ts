import * as vscode from "vscode";
import { report } from "../../host/report";
import { UserError } from "../../host/userError";
import { addSelection } from "./addSelection";
import { deleteConversation, exportConversation, renameConversation } from "./keptConversation";
import { openConversation, receiver } from "./messages";
import type { PanelServices } from "./panelServices";
import { PanelView } from "./panelView";
import { Pictures } from "./pictures";
import { ReadSpeeds } from "./readSpeeds";

/** Conversations in a view beside the editor: with pictures and sound, and with the history. */
export function registerPanel(services: PanelServices): vscode.Disposable {
  const { conversations, composer, download, engine, log, microphoneLight } = services;
  const { extension, modelName } = services;
  const readSpeeds = new ReadSpeeds(extension.globalState);
  const view = new PanelView(services, readSpeeds, (message) => receive(message));
  const pictures = new Pictures(composer, view.ids, (message) => view.post(message));
  const receive = receiver(services, { view, pictures });

  const lookAtModel = (): void => void report(() => view.drawModel(), log); // reports its own errors
  const stopWatching = [
    conversations.onDidChange((conversation) => {
      view.follow(conversation);
      void report(() => readSpeeds.follow(conversation, modelName()), log);
    }),
    conversations.onDidRemove((id) => {
      if (view.current === undefined || view.current.id === id) view.currentId = undefined;
    }),
    composer.onDidChange(() => {
      pictures.prepare();
      view.draw();
    }),
    engine.onDidChangeState(() => {
      // A failure may be mended already, and a load that ended may not begin again.
      if (engine.state.kind === "failed" || engine.state.kind === "stopped") lookAtModel();
      else view.draw();
    }),
    download.onDidChange(() => view.drawDownload()),
  ];
  const onCommand = (name: string, run: (argument: unknown) => Promise<void> | void): vscode.Disposable =>
    vscode.commands.registerCommand(name, (argument: unknown) => report(() => run(argument), log));
  const onOpen = (name: string, run: (id: string) => Promise<void>): vscode.Disposable =>
    onCommand(name, () => {
      if (view.current) return run(view.current.id);
      throw new UserError(vscode.l10n.t("No conversation is open in the panel. Open one from its history."));
    });

  return vscode.Disposable.from(
    view,
    ...stopWatching.map((dispose) => ({ dispose })),
    microphoneLight.onDidChange(() => view.drawRecording()),
    vscode.window.registerWebviewViewProvider("gloss.panel", view),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("gloss")) lookAtModel(); // another model, or another place
    }),
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) lookAtModel(); // files may have come or gone meanwhile
    }),
    onCommand("gloss.newConversation", async () => {
      view.currentId = undefined;
      await view.show();
      view.post({ kind: "focus" });
    }),
    onCommand("gloss.openConversation", async (id) => {
      await openConversation(services, view, id);
    }),
    // For a sound that another feature has put in: sends what is in the input, as the button beside it does; or a text.
    onCommand("gloss.panel.send", async (text) => {
      await view.show();
      await receive({ kind: "send", text: typeof text === "string" ? text : view.draft });
    }),
    onCommand("gloss.showHistory", async () => {
      await view.show();
      await receive({ kind: "listHistory", search: "" });
    }),
    onOpen("gloss.renameConversation", (id) => renameConversation(services, id)),
    onOpen("gloss.exportConversation", (id) => exportConversation(services, id)),
    onOpen("gloss.deleteConversation", (id) => deleteConversation(services, id)),
    onCommand("gloss.addSelection", async () => {
      await addSelection(composer);
      await view.show();
      view.post({ kind: "focus" });
    }),
    // Only the page may look into the clipboard: an extension host is given its text alone.
    onCommand("gloss.attachFromClipboard", async () => {
      await view.show();
      view.post({ kind: "readClipboard" });
    }),
    onCommand("gloss.openSettings", async () => {
      await vscode.commands.executeCommand("workbench.action.openSettings", "@ext:gloss.gloss");
    }),
  );
}
