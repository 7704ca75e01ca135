import { intent, words, type Intent } from "../intent";

/** What has the model look at the code. Edits are proposed, and change nothing by themselves. */
export const askIntents: readonly Intent[] = [
  intent({
    id: "explain_selection",
    effect: "shows",
    arguments: {},
    phrases: [
      "(explain|describe|summarize) (this|that|it|the selection|the selected code)",
      "(explain|describe|summarize) [to me] (this|the) (code|function|method|class|file|selection|block|part)",
      "(explain|tell me|show me) what (this|that|it|this code|this function|the selection) (does|is doing)",
      "what does (this|that|it|this code|this function|the selection|the selected code) do",
      "what is (this|this code|this function) doing",
      "[can you] explain",
      "walk me through (this|it|this code|the selection)",
      "help me understand (this|it|this code)",
    ],
    examples: ["explain this", "what does this code do", "explain the selected code"],
    run: (hands) => hands.command("gloss.explainSelection"),
  }),
  intent({
    id: "fix_selection",
    effect: "shows",
    arguments: {},
    phrases: [
      "(fix|repair|correct|mend) (this|that|it|the selection|the selected code)",
      "(fix|repair|correct|mend) (this|that|the|these) (code|function|method|bug|error|problem|problems|errors|issue|mistake)",
      "(fix|repair) the (bug|error|problem) here",
      "make (this|it|this code) work",
    ],
    examples: ["fix this", "fix the bug", "correct this code"],
    run: (hands) => hands.command("gloss.fixSelection"),
  }),
  intent({
    id: "edit_selection",
    effect: "shows",
    arguments: { instruction: words },
    phrases: [
      "(edit|change) [this|the selection|the selected code|it] {instruction}",
      "(edit|change|modify) (this|it|the selection|the selected code|this code|this function) (to|so that it) {instruction}",
      "(edit|modify|rewrite) (this|it|the selection|this code|this function) (and|using|with) {instruction}",
      "edit {instruction}",
    ],
    examples: ["edit add a null check", "change this to use a map", "rewrite this using async await"],
    run: (hands, { instruction }) => hands.command("gloss.editSelection", instruction),
  }),
  intent({
    id: "document_selection",
    effect: "shows",
    arguments: {},
    phrases: [
      "document (this|it|the selection|this code|this function|this method|this class)",
      "(add|write|generate|create) [a|the|some] (doc comment|doc comments|documentation|docs|doc string|docstring) [for this|for it|here|to this function|for this function]",
    ],
    examples: ["document this", "write a doc comment", "add documentation"],
    run: (hands) => hands.command("gloss.documentSelection"),
  }),
  intent({
    id: "annotate_selection",
    effect: "shows",
    arguments: {},
    phrases: [
      "annotate [this|it|the selection|this code|this function|this file|the file]",
      "(add|write|make|put) [some] [margin] notes [in the margin|to this|here|on this code]",
      "review (this|it|the selection|this code|this function)",
    ],
    examples: ["annotate this", "add notes in the margin", "review this code"],
    run: (hands) => hands.command("gloss.annotateSelection"),
  }),
  intent({
    id: "new_conversation",
    effect: "shows",
    arguments: {},
    phrases: [
      "[start|open|begin|create] [a] (new|fresh|another) (conversation|chat)",
      "(start|begin) over",
      "new (conversation|chat)",
    ],
    examples: ["new conversation", "start a new chat"],
    run: (hands) => hands.command("gloss.newConversation"),
  }),
  intent({
    id: "stop",
    effect: "shows",
    arguments: {},
    phrases: [
      "(stop|cancel|enough|be quiet|shut up|abort)",
      "stop (answering|it|that|talking|the answer|writing|now)",
      "cancel (it|that|the answer)",
    ],
    examples: ["stop", "stop answering", "cancel that"],
    run: (hands) => hands.command("gloss.stop"),
  }),
  intent({
    id: "ask",
    effect: "shows",
    arguments: { question: words },
    phrases: [
      "ask [gloss|the model|about this|you] {question}",
      "(i have a question|question) {question}",
      "{question=(what|why|how|where|when|who|whose|which|is|are|was|does|do|did|should|would|could|can|has|have|will) .+}",
    ],
    examples: ["ask why is this slow", "how can i make this faster", "what does it return"],
    run: (hands, { question }) => hands.ask(question),
  }),
];
