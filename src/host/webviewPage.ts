import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

/**
 * A page of Gloss: `dist/webview/<name>.js` and `.css`, nothing from anywhere else, and no inline code. The script finds
 * an empty `#app`.
 */
export function webviewPage(webview: vscode.Webview, extensionUri: vscode.Uri, name: string): string {
  const { language } = vscode.env;
  const nonce = randomBytes(16).toString("base64");
  const fileUri = (file: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, "dist", "webview", file)).toString();
  const policy = [
    "default-src 'none'",
    "img-src blob: data:",
    "media-src blob:",
    `font-src ${webview.cspSource}`,
    `style-src ${webview.cspSource} 'unsafe-inline'`, // The toolkit's elements set styles of their own.
    `script-src 'nonce-${nonce}'`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="${language}" dir="${/^(?:ar|fa|he|ur)\b/.test(language) ? "rtl" : "ltr"}">
  <head>
    <meta charset="UTF-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="stylesheet" href="${fileUri(`${name}.css`)}" />
    <title>Gloss</title>
  </head>
  <body>
    <div id="app"></div>
    <script nonce="${nonce}" src="${fileUri(`${name}.js`)}"></script>
  </body>
</html>`;
}
