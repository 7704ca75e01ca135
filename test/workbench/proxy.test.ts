import assert from "node:assert/strict";
import { createServer, request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as vscode from "vscode";
import { checkText } from "../../src/features/remote/checkText";
import { checkChosenServer } from "../../src/host/checkChosenServer";
import { startTeamServer, type TeamServer } from "../engine/remote/teamServer";

// A name that nobody but the proxy knows.
const host = "team.invalid";

/** A forward proxy as companies have one: it reads the whole address of each request and asks for it. */
async function startProxy(port: number): Promise<{ readonly server: Server; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://none.invalid");
    asked.push(url.href);
    if (url.hostname !== host) {
      response.writeHead(502).end();
      return;
    }
    const { method, headers } = request;
    const onward = httpRequest(
      { host: "127.0.0.1", port, method, path: url.pathname, headers },
      (reply) => void reply.pipe(response.writeHead(reply.statusCode ?? 502, reply.headers)),
    );
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, asked };
}

describe("a server behind the editor's proxy", () => {
  let team: TeamServer;
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  const set = (key: string, value: unknown) =>
    vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);

  before(async () => {
    team = await startTeamServer({ key: "" });
    proxy = await startProxy(team.port);
    await set("http.proxy", `http://127.0.0.1:${String((proxy.server.address() as AddressInfo).port)}`);
    await set("gloss.remote.url", `http://${host}:8080/v1`);
  });
  after(async () => {
    await set("http.proxy", undefined);
    await set("gloss.remote.url", undefined);
    proxy.server.closeAllConnections();
    proxy.server.close();
    await team.stop();
  });

  it("is checked through it, step by step", async () => {
    // Not by the command: it asks first whether data may go there, and a test cannot answer.
    const results = [];
    const noKey = { get: () => Promise.resolve(undefined) };
    for await (const result of checkChosenServer(noKey, new AbortController().signal)) results.push(result);
    const text = checkText(host, results, "done");
    assert.match(text, /Everything works/, text);
    for (const step of ["Proxy", "Key", "Model", "Pictures", "Sound"])
      assert.ok(text.includes(`✓ **${step}**`), text);
    assert.ok(!text.includes("**Name**") && !text.includes("**Connection**"), text);
    assert.ok(proxy.asked.some((address) => address.startsWith(`http://${host}:8080/v1/chat/completions`)));
  });
});
