import * as vscode from "vscode";
import { identifierLike } from "../../voice/identifierCase";
import type { BoundIntent } from "../../voice/intent";

const { t } = vscode.l10n;

/** What a spoken command will do, as a button or after an arrow: "Go to line 120". `name` is the one at the cursor. */
export function wordIntent({ id, arguments: args }: BoundIntent, name: string | undefined): string {
  const [first = "", second = ""] = Object.values(args).map(String);
  if (id === "rename_symbol" && name !== undefined)
    return t("Rename “{0}” to “{1}”", name, identifierLike(name, first));
  return words(first, second)[id] ?? id;
}

function words(first: string, second: string): Readonly<Record<string, string>> {
  return {
    explain_selection: t("Explain the selection"),
    fix_selection: t("Propose a fix for the selection"),
    edit_selection: t("Propose an edit: {0}", first),
    document_selection: t("Propose documentation for the selection"),
    annotate_selection: t("Write notes in the margin"),
    new_conversation: t("Start a new conversation"),
    stop: t("Stop answering"),
    ask: t("Ask: {0}", first),
    rename_symbol: t("Rename the symbol at the cursor to {0}", first),
    save_file: t("Save the file"),
    save_all: t("Save all files"),
    undo: t("Undo"),
    redo: t("Redo"),
    format_file: t("Format the file"),
    toggle_comment: t("Comment or uncomment the lines"),
    go_to_line: t("Go to line {0}", first),
    go_to_symbol: t("Go to symbol {0}", first),
    open_file: t("Open file {0}", first),
    find_text: t("Find {0}", first),
    replace_text: t("Find {0}, to be replaced with {1}", first, second),
    go_to_definition: t("Go to the definition"),
    find_references: t("Find references"),
    go_back: t("Go back"),
    go_forward: t("Go forward"),
    go_to_start: t("Go to the start of the file"),
    go_to_end: t("Go to the end of the file"),
    next_problem: t("Go to the next problem"),
    previous_problem: t("Go to the previous problem"),
    run_tests: t("Run all tests"),
    run_task: t("Run task {0}", first),
    split_editor: t("Split the editor"),
    split_right: t("Split the editor to the right"),
    split_down: t("Split the editor downwards"),
    close_editor: t("Close the editor"),
    next_editor: t("Go to the next editor"),
    previous_editor: t("Go to the previous editor"),
    toggle_terminal: t("Show or hide the terminal"),
    show_terminal: t("Show the terminal"),
    new_terminal: t("Open a new terminal"),
    hide_terminal: t("Hide the terminal"),
    toggle_panel: t("Show or hide the panel"),
    show_panel: t("Show the panel"),
    hide_panel: t("Hide the panel"),
    toggle_side_bar: t("Show or hide the side bar"),
    show_side_bar: t("Show the side bar"),
    hide_side_bar: t("Hide the side bar"),
    show_explorer: t("Show the explorer"),
    toggle_zen: t("Enter or leave Zen mode"),
    leave_zen: t("Leave Zen mode"),
    show_problems: t("Show the problems"),
    show_commands: t("Show all commands"),
  };
}
