// A page of Gloss by itself in a browser, with this process in the place of the extension host.
import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../../scripts/setup.mjs";

const origin = "http://panel.invalid";
const contentTypes = { ".js": "text/javascript", ".css": "text/css", ".ttf": "font/ttf" };
const page404 = { status: 404, body: "" };

/** Opens a page of dist/webview by the name of its script; `send` delivers messages as the host would. */
export async function openWebviewPage(page, name) {
  await page.route(`${origin}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === "/") return route.fulfill({ contentType: "text/html", body: htmlOf(name) });
    const contentType = contentTypes[path.extname(pathname)];
    if (!contentType) return route.fulfill(page404);
    const body = readFileSync(path.join(root, "dist", "webview", path.basename(pathname)));
    return route.fulfill({ contentType, body });
  });
  await page.goto(`${origin}/`);
  const send = (...messages) =>
    page.evaluate((all) => {
      for (const message of all)
        window.dispatchEvent(new globalThis.MessageEvent("message", { data: message }));
    }, messages);
  return { send, sent: () => page.evaluate(() => globalThis.sentMessages) };
}

/** The panel, with no words of its own. */
export async function openPanelPage(page) {
  const host = await openWebviewPage(page, "main");
  await host.send({ kind: "words", words: {} });
  return host;
}

/** A state with one conversation of one turn, whose answer is `text`, with its `warnings`. */
export function stateWith(text, { isAnswering = false, warnings = [] } = {}) {
  const answer = {
    state: isAnswering ? "pending" : "done",
    text,
    phase: "",
    footnote: "",
    warnings,
    error: "",
    canContinue: false,
  };
  const turn = { question: "Question", editable: "Question", chips: [], answer, canReview: true };
  return {
    kind: "state",
    state: {
      conversation: { id: "one", title: "Question", turns: [turn] },
      isAnswering,
      chips: [],
      model: { state: "ready", line: "model · ready", detail: "model is ready" },
      hint: "",
      actions: [],
    },
  };
}

/** Piece by piece, as an answer comes. */
export function appendMessage(text) {
  return { kind: "append", conversationId: "one", text, phase: "" };
}

const htmlOf = (name) => `<!DOCTYPE html><html lang="en"><head>
<link rel="stylesheet" href="${name}.css"><title>Gloss</title></head>
<body class="vscode-dark"><div id="app"></div><script>
  globalThis.sentMessages = [];
  globalThis.acquireVsCodeApi = () => ({
    postMessage: (message) => globalThis.sentMessages.push(message),
    getState: () => globalThis.keptState,
    setState: (state) => (globalThis.keptState = state),
  });
</script><script src="${name}.js"></script></body></html>`;
