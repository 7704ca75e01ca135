import type * as vscode from "vscode";
import type { Conversations } from "../conversation/conversations";
import type { History } from "../conversation/history";
import type { StateCell } from "../engine/stateCell";
import type { DownloadView } from "../protocol/panelContract";
import type { EnginePair } from "../engine/chosenEngine";
import type { Engine } from "../engine/engine";
import type { ChatRequest } from "../protocol/chat";
import type { Composer } from "./composer";
import type { MicrophoneLight } from "./microphoneLight";
import type { NoteList } from "./noteList";

/** What features may ask for; each takes only the few that it needs. */
export interface Services {
  /** The chosen engine. */
  readonly engine: Engine;
  /** Both, for those who are told which one to use. */
  readonly engines: EnginePair;
  /** What the chosen engine was asked last, by whatever part of Gloss. */
  readonly lastRequest: () => ChatRequest | undefined;
  readonly conversations: Conversations;
  /** The conversations of earlier windows. */
  readonly history: History;
  /** What the panel's next question will send. */
  readonly composer: Composer;
  /** What the microphone of this window does. */
  readonly microphoneLight: MicrophoneLight;
  /** The model that is being fetched, for whoever shows it. */
  readonly download: StateCell<DownloadView | undefined>;
  /** The notes in the margins. */
  readonly notes: NoteList;
  readonly log: vscode.LogOutputChannel;
  /** How the chosen model is called, also before it is loaded. */
  readonly modelName: () => string;
  /** Where this extension lies, and where it may keep things. */
  readonly extension: Pick<
    vscode.ExtensionContext,
    "extensionUri" | "globalState" | "globalStorageUri" | "secrets" | "storageUri" | "workspaceState"
  >;
}
