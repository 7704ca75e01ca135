import type * as vscode from "vscode";
import type { Conversations } from "../conversation/conversations";
import type { Engine } from "../engine/engine";

/** What features may ask for; each takes only the few that it needs. */
export interface Services {
  readonly engine: Engine;
  readonly conversations: Conversations;
  readonly log: vscode.LogOutputChannel;
  /** How the chosen model is called, also before it is loaded. */
  readonly modelName: () => string;
}
