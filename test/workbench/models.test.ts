import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import { pathsOf } from "../../src/features/models/chooseModel";
import { wordProgress } from "../../src/features/models/downloads";
import { startFaultServer, type Fault, type FaultServer } from "../support/faultServer";
import { root } from "../support/paths";
import { sumFunction } from "../support/sumFunction";
import { copiedAnswer, eventually, openAndSelect } from "./support";

const id = "small-one";

describe("models", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "gloss-models-"));
  const servers: FaultServer[] = [];
  const settings = () => vscode.workspace.getConfiguration("gloss");
  const set = (key: string, value: unknown) =>
    settings().update(key, value, vscode.ConfigurationTarget.Global);
  const modelPath = () => settings().get<string>("model.path", "");

  /** Offers the embedded model's files as a model that must be fetched, from a server that does this to its requests. */
  async function offer(...faults: readonly Fault[]): Promise<void> {
    const files = [];
    for (const [role, name] of [
      ["model", "nano.gguf"],
      ["projector", "nano.mmproj.gguf"],
    ] as const) {
      const content = readFileSync(path.join(root, "nano", name));
      const server = await startFaultServer(content, (request) => faults[request] ?? "none");
      servers.push(server);
      files.push({ role, url: new URL(name, server.url).href, bytes: server.bytes, sha256: server.sha256 });
    }
    await set("models.catalogue", [{ id, name: "Small one", licence: "MIT", files }]);
  }

  before(() => set("models.folder", folder));
  afterEach(async () => {
    await vscode.commands.executeCommand("gloss.thread.dismiss");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    for (const server of servers.splice(0)) await server.close();
  });
  after(async () => {
    for (const key of [
      "models.folder",
      "models.catalogue",
      "models.mirror",
      "model.path",
      "model.projectorPath",
    ]) {
      await set(key, undefined);
    }
    await vscode.commands.executeCommand("gloss.unloadModel");
    rmSync(folder, { recursive: true, force: true });
  });

  it("takes files of its own machine, and refuses by name what lies on another one", () => {
    const here = vscode.Uri.file(path.join(root, "nano", "nano.gguf"));
    assert.deepEqual(pathsOf([here]), [here.fsPath]);
    const remote = vscode.Uri.parse("vscode-remote://ssh-remote%2Bgpu/models/large.gguf");
    assert.throws(
      () => pathsOf([here, remote]),
      /^Error: large\.gguf is not on the machine that Gloss runs on/,
    );
  });

  it("says how far a download is, how fast, and how long it will take", () => {
    const now = { phase: "fetching", doneBytes: 3.1e9, totalBytes: 7.2e9, bytesPerSecond: 12e6 } as const;
    const words = (secondsLeft: number) => wordProgress({ ...now, secondsLeft });
    assert.equal(words(342), "3.1 GB of 7.2 GB · 12 MB/s · 6 min left");
    assert.equal(words(41.2), "3.1 GB of 7.2 GB · 12 MB/s · 42 s left");
    assert.equal(words(9000), "3.1 GB of 7.2 GB · 12 MB/s · 2.5 h left");
    assert.match(wordProgress({ ...now, phase: "waiting" }), /the connection broke, trying again/);
  });

  it("fetches a model over a line that breaks, loads it, and answers with it", async () => {
    await offer("cut", "busy", "cut");
    await vscode.commands.executeCommand("gloss.downloadModel", id);
    assert.equal(modelPath(), path.join(folder, id, "nano.gguf"));
    assert.equal(settings().get("model.projectorPath"), path.join(folder, id, "nano.mmproj.gguf"));
    assert.deepEqual(readdirSync(path.join(folder, id)).toSorted(), ["nano.gguf", "nano.mmproj.gguf"]);
    await openAndSelect({ content: sumFunction, language: "typescript" }, 1, 7);
    await vscode.commands.executeCommand("gloss.explainSelection");
    assert.ok((await eventually("an answer", copiedAnswer)).length > 0);
  });

  it("puts what is here and fits first in the list", async () => {
    await set("model.path", undefined);
    void vscode.commands.executeCommand("gloss.chooseModel");
    await eventually("the downloaded model is chosen", async () => {
      await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
      return modelPath() === "" ? undefined : true;
    });
    assert.equal(modelPath(), path.join(folder, id, "nano.gguf"));
  });

  it("deletes a model, frees its files, and goes back to the toy model", async () => {
    await vscode.commands.executeCommand("gloss.deleteModel", id);
    assert.equal(modelPath(), "");
    assert.equal(existsSync(path.join(folder, id)), false);
    await openAndSelect({ content: sumFunction, language: "typescript" }, 1, 7);
    await vscode.commands.executeCommand("gloss.explainSelection");
    assert.match(await eventually("an answer", copiedAnswer), /sumPrices/);
  });

  it("keeps the choice and no file when what comes is not the published one", async () => {
    await offer("garbled", "garbled", "garbled", "garbled", "garbled", "garbled");
    await vscode.commands.executeCommand("gloss.downloadModel", id);
    assert.equal(modelPath(), "");
    const left = existsSync(path.join(folder, id)) ? readdirSync(path.join(folder, id)) : [];
    assert.deepEqual(
      left.filter((name) => name.endsWith(".gguf")),
      [],
    );
  });

  it("goes through the proxy of the settings", async () => {
    const asked: string[] = [];
    const proxy = createServer().on("connect", (request, socket) => {
      asked.push(request.url ?? "");
      socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const address = proxy.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const http = vscode.workspace.getConfiguration("http");
    await http.update("proxy", `http://127.0.0.1:${String(port)}`, vscode.ConfigurationTarget.Global);
    await set("models.catalogue", [
      {
        id,
        name: "Small one",
        licence: "MIT",
        files: [{ role: "model", url: "https://models.invalid/a.gguf", bytes: 9e6, sha256: "0".repeat(64) }],
      },
    ]);
    const download = vscode.commands.executeCommand("gloss.downloadModel", id);
    await eventually("the proxy was asked", () => asked[0]);
    assert.equal(asked[0], "models.invalid:443");
    await vscode.commands.executeCommand("gloss.pauseDownload");
    await download;
    await http.update("proxy", undefined, vscode.ConfigurationTarget.Global);
    proxy.close();
  });

  it("opens a sample and explains it", async () => {
    await vscode.commands.executeCommand("gloss.trySample");
    assert.match(await eventually("an answer", copiedAnswer), /findUser/);
  });
});
