// A throw-away home for one workbench: settings, extensions and a copy of the workspace.
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** Quiet and predictable: no welcome page, updates, telemetry, chat of others, animations or blinking. */
export const baseSettings = {
  "chat.disableAIFeatures": true,
  "editor.cursorBlinking": "solid",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": "off", // `false` would be migrated, which rewrites the file at start.
  "extensions.ignoreRecommendations": true,
  "files.simpleDialog.enable": true,
  "git.openRepositoryInParentFolders": "never",
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "window.autoDetectColorScheme": false,
  "window.restoreWindows": "none",
  "workbench.colorTheme": "Dark 2026",
  "workbench.enableExperiments": false,
  "workbench.reduceMotion": "on",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

/** Creates the folders; `workspace` is copied, so that tests may edit its files. Settings are read at start only. */
export function createProfile({ settings = {}, keybindings = [], workspace } = {}) {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), "gloss-workbench-")));
  const profile = {
    root,
    userData: path.join(root, "user"),
    extensions: path.join(root, "extensions"),
    workspace: path.join(root, workspace ? path.basename(path.resolve(workspace)) : "workspace"),
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  };
  for (const folder of [path.join(profile.userData, "User"), profile.extensions, profile.workspace]) {
    mkdirSync(folder, { recursive: true });
  }
  if (workspace) cpSync(workspace, profile.workspace, { recursive: true });
  const write = (name, content) =>
    writeFileSync(path.join(profile.userData, "User", name), JSON.stringify(content, null, 2));
  write("settings.json", { ...baseSettings, ...settings });
  write("keybindings.json", keybindings);
  return profile;
}
