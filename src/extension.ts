import * as vscode from "vscode";
import { Conversations } from "./conversation/conversations";
import { History } from "./conversation/history";
import { ChosenEngine } from "./engine/chosenEngine";
import { StateCell } from "./engine/stateCell";
import { registerAsk } from "./features/ask/feature";
import { registerConfinement } from "./features/confinement/feature";
import { registerEdit } from "./features/edit/feature";
import { registerLanguageModel } from "./features/languageModel/feature";
import { registerModels } from "./features/models/feature";
import { registerNotes } from "./features/notes/feature";
import { registerPanel } from "./features/panel/feature";
import { registerRemote } from "./features/remote/feature";
import { registerReport } from "./features/report/feature";
import { registerReview } from "./features/review/feature";
import { registerScreenshot } from "./features/screenshot/feature";
import { registerStatus } from "./features/status/feature";
import { registerTools } from "./features/tools/feature";
import { registerVoice } from "./features/voice/feature";
import { Composer } from "./host/composer";
import { watchEdits } from "./host/context/recentEdits";
import { modelName } from "./host/engineChoice";
import { createLocalEngine } from "./host/localEngine";
import { logAnswers } from "./host/logAnswers";
import { createRemoteEngine } from "./host/remoteEngine";
import { MicrophoneLight } from "./host/microphoneLight";
import { NoteList } from "./host/noteList";
import { readSettings } from "./host/settings";
import type { Services } from "./host/services";

/** Builds the services and registers the features; starts nothing. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("Gloss", { log: true });
  const onBug = (error: unknown): void => log.error(error instanceof Error ? error : String(error));
  const engines = {
    here: createLocalEngine(context, log),
    server: createRemoteEngine(context),
  };
  const engine = new ChosenEngine(engines, () => readSettings().place);
  const conversations = new Conversations({
    engine,
    limits: () => {
      const { answerMaxTokens, contextMaxTokens } = readSettings();
      return { maxTokens: answerMaxTokens, extraTokens: contextMaxTokens };
    },
    onBug,
  });
  const history = new History({
    folder: vscode.Uri.joinPath(context.globalStorageUri, "history").fsPath,
    conversations,
    isKept: () => readSettings().isHistoryKept,
    onBug,
  });
  close = async () => {
    conversations.stopAll(); // what there is of an answer is kept
    await Promise.all([engine.dispose(), history.flush()]);
  };
  const services: Services = {
    engine,
    engines,
    lastRequest: () => engine.lastRequest,
    conversations,
    history,
    composer: new Composer(),
    microphoneLight: new MicrophoneLight(),
    download: new StateCell<Services["download"]["value"]>(undefined),
    notes: new NoteList(),
    log,
    modelName,
    extension: context,
  };

  const { notes, microphoneLight } = services;
  context.subscriptions.push(log, history, notes, microphoneLight, watchEdits());
  context.subscriptions.push(logAnswers(conversations, log));
  const features = [
    registerAsk,
    registerConfinement,
    registerEdit,
    registerLanguageModel,
    registerModels,
    registerNotes,
    registerPanel,
    registerRemote,
    registerReport,
    registerReview,
    registerScreenshot,
    registerStatus,
    registerTools,
    registerVoice,
  ];
  for (const register of features) {
    // One broken feature must not take the others along.
    try {
      context.subscriptions.push(register(services));
    } catch (error) {
      onBug(error);
    }
  }
}

let close: () => Promise<void> = () => Promise.resolve();

/** Ends the model process with the window, and writes what is left of the history. */
export function deactivate(): Promise<void> {
  return close();
}
