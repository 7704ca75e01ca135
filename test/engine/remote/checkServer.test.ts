import assert from "node:assert/strict";
import { checkServer, type CheckResult } from "../../../src/engine/remote/checkServer";
import type { ServerTarget } from "../../../src/engine/remote/serverTarget";
import {
  apiKey,
  makeCertificate,
  startFront,
  startSilentServer,
  startTeamServer,
  type TeamServer,
} from "./teamServer";

async function check(target: Partial<ServerTarget> & { readonly url: string }): Promise<CheckResult[]> {
  const whole = { model: "", contextTokens: 4096, key: apiKey, ...target };
  const results = [];
  const { signal } = new AbortController();
  for await (const result of checkServer(whole, { signal, stepMs: 500 })) results.push(result);
  return results;
}

const stepsOf = (results: readonly CheckResult[]): string =>
  results
    .map((result) => (result.kind === "passed" ? result.facts.step : `${result.step}: ${result.reason.kind}`))
    .join(", ");

describe("check of a server", () => {
  let server: TeamServer;
  before(async () => {
    server = await startTeamServer();
  });
  after(() => server.stop());

  it("goes through every step of a server that works", async () => {
    const certificate = makeCertificate({ name: "DNS:localhost" });
    const front = await startFront(server.port, certificate);
    const results = await check({ url: `https://localhost:${String(front.port)}`, ca: certificate.cert });
    assert.equal(stepsOf(results), "resolve, connect, tls, auth, model, image, audio");
    for (const result of results) {
      const facts = result.kind === "passed" ? result.facts : undefined;
      if (facts?.step === "image" || facts?.step === "audio") assert.equal(facts.outcome.kind, "read");
    }
    await front.stop();
  });

  it("ends at the step that fails", async () => {
    const certificate = makeCertificate({ name: "IP:127.0.0.1" });
    const front = await startFront(server.port, certificate);
    const url = `https://127.0.0.1:${String(front.port)}`;
    assert.equal(stepsOf(await check({ url })), "resolve, connect, tls: serverUnreachable");
    assert.equal(
      stepsOf(await check({ url, ca: certificate.cert, key: "wrong" })),
      "resolve, connect, tls, auth: serverRejectsKey",
    );
    await front.stop();
    assert.equal(stepsOf(await check({ url })), "resolve, connect: serverUnreachable");
    assert.equal(stepsOf(await check({ url: "http://nobody.invalid" })), "resolve: serverUnreachable");
    assert.equal(
      stepsOf(await check({ url: server.url, model: "other" })),
      "resolve, connect, auth, model: serverModelMissing",
    );
    const silent = await startSilentServer();
    assert.equal(stepsOf(await check({ url: silent.url })), "resolve, connect, auth: serverSilent");
    assert.equal(
      stepsOf(await check({ url: silent.url.replace("http:", "https:") })),
      "resolve, connect, tls: serverSilent",
    );
    silent.stop();
  });

  it("finds out that a server reads no pictures", async () => {
    const blind = await startTeamServer({ withMedia: false });
    const results = await check({ url: blind.url });
    const outcomes = results.flatMap((result) =>
      result.kind === "passed" && "outcome" in result.facts ? [result.facts.outcome.kind] : [],
    );
    assert.deepEqual(outcomes, ["refused", "refused"]);
    await blind.stop();
  });
});
