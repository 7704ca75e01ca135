import * as vscode from "vscode";
import type { Services } from "../../host/services";
import { findCodeTool } from "./findCodeTool";
import { readNotesTool } from "./readNotesTool";

/** What agents in the built-in chat and in other extensions may have Gloss do; they can ask for nothing else. */
export function registerTools({ notes }: Pick<Services, "notes">): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.lm.registerTool("gloss_findCodeForScreenshot", findCodeTool),
    vscode.lm.registerTool("gloss_readNotes", readNotesTool(notes)),
  );
}
