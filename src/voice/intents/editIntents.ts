import { intent, words, type Intent } from "../intent";

/** What changes or saves the text of a file. */
export const editIntents: readonly Intent[] = [
  intent({
    id: "rename_symbol",
    effect: "changes",
    takeBack: "undo",
    arguments: { name: words },
    phrases: [
      "rename [this|it|that|the symbol] [to|as|into] {name}",
      "rename (this|the|that) (symbol|variable|function|method|class|parameter|constant|name|type|property) [to|as|into] {name}",
      "(change|set) (the|its|this) name [of this|of it] to {name}",
      "(call|name) (this|it|that|the function|the variable|this function|this variable) {name}",
    ],
    examples: ["rename this to total price", "rename the function to load user", "call this row count"],
    check: (hands) => hands.checkRename(),
    run: (hands, { name }) => hands.rename(name),
  }),
  intent({
    id: "save_file",
    effect: "changes",
    arguments: {},
    phrases: [
      "save [it|this|the file|this file|my changes|the changes|the document|file|my work]",
      "write (the|this) file to disk",
    ],
    examples: ["save", "save the file", "save my changes"],
    run: (hands) => hands.command("workbench.action.files.save"),
  }),
  intent({
    id: "save_all",
    effect: "changes",
    arguments: {},
    phrases: ["save (all|everything)", "save all [of] [the|my|open] files", "save every file"],
    examples: ["save all", "save all files"],
    run: (hands) => hands.command("workbench.action.files.saveAll"),
  }),
  intent({
    id: "undo",
    effect: "changes",
    takeBack: "redo",
    arguments: {},
    phrases: [
      "undo [that|this|it|the last change|my last change|the last edit|last change|the change]",
      "take (that|it|this) back",
      "take back (that|the last change|my last change)",
      "revert (that|the last change|my last change|the last edit)",
    ],
    examples: ["undo", "undo that", "take that back"],
    run: (hands) => hands.command("undo"),
  }),
  intent({
    id: "redo",
    effect: "changes",
    takeBack: "undo",
    arguments: {},
    phrases: ["redo [that|this|it|the last change|the change]", "undo the undo", "bring (that|it) back"],
    examples: ["redo", "redo that"],
    run: (hands) => hands.command("redo"),
  }),
  intent({
    id: "format_file",
    effect: "changes",
    takeBack: "undo",
    arguments: {},
    phrases: [
      "(format|reformat|pretty print) [it|this|the file|this file|the document|the code|this code|everything|document]",
      "(tidy up|clean up|indent) (the|this) (file|code|document|formatting)",
      "run the formatter",
    ],
    examples: ["format the file", "reformat this", "tidy up the code"],
    run: (hands) => hands.command("editor.action.formatDocument"),
  }),
  intent({
    id: "toggle_comment",
    effect: "changes",
    takeBack: "undo",
    arguments: {},
    phrases: [
      "(comment|uncomment|comment out) [it|this|that|out] [the|this|these] [line|lines|selection|code|block]",
      "(toggle|add|remove) [the|a] [line] comment",
      "comment (this|that|it|these lines|the line|the selection|this line) out",
      "turn (this|it|the line|this line|the selection) into a comment",
    ],
    examples: ["comment this line", "uncomment the selection", "comment this out"],
    run: (hands) => hands.command("editor.action.commentLine"),
  }),
];
