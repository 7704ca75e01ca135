// The panel's page by itself in a browser, with this process in the place of the extension host.
import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../../scripts/setup.mjs";

const origin = "http://panel.invalid";
const contentTypes = { ".js": "text/javascript", ".css": "text/css", ".ttf": "font/ttf" };
const page404 = { status: 404, body: "" };

/** Opens dist/webview in `page`; `send` delivers messages as the host would. */
export async function openPanelPage(page) {
  await page.route(`${origin}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === "/") return route.fulfill({ contentType: "text/html", body: html });
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
  await send({ kind: "words", words: {} });
  return { send, sent: () => page.evaluate(() => globalThis.sentMessages) };
}

/** A state with one conversation of one turn, whose answer is `text`. */
export function stateWith(text, { isAnswering = false } = {}) {
  const answer = {
    ...{ state: isAnswering ? "pending" : "done", text, phase: "", footnote: "", warnings: [], error: "" },
    canContinue: false,
  };
  const turn = { question: "Question", chips: [], answer, canReview: true };
  return {
    kind: "state",
    state: {
      conversation: { id: "one", title: "Question", turns: [turn] },
      ...{ isAnswering, chips: [], engine: "model", actions: [] },
    },
  };
}

/** Piece by piece, as an answer comes. */
export function appendMessage(text) {
  return { kind: "append", conversationId: "one", text, phase: "" };
}

const html = `<!DOCTYPE html><html lang="en"><head><link rel="stylesheet" href="main.css"><title>panel</title></head>
<body class="vscode-dark"><div id="app"></div><script>
  globalThis.sentMessages = [];
  globalThis.acquireVsCodeApi = () => ({ postMessage: (message) => globalThis.sentMessages.push(message) });
</script><script src="main.js"></script></body></html>`;
