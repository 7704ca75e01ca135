import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

/** The page of the panel: its own script and style, nothing from anywhere else, and no inline code. */
export function panelHtml(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const nonce = randomBytes(16).toString("base64");
  const fileUri = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, "dist", "webview", name)).toString();
  const policy = [
    "default-src 'none'",
    "img-src blob: data:",
    "media-src blob:",
    `font-src ${webview.cspSource}`,
    `style-src ${webview.cspSource} 'unsafe-inline'`, // The toolkit's elements set styles of their own.
    `script-src 'nonce-${nonce}'`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
  <head>
    <meta charset="UTF-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="stylesheet" href="${fileUri("main.css")}" />
    <title>Gloss</title>
  </head>
  <body>
    <div id="app"></div>
    <script nonce="${nonce}" src="${fileUri("main.js")}"></script>
  </body>
</html>`;
}
