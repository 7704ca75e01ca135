import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { EngineEvent } from "../../../src/engine/engine";
import { RemoteEngine, type RemoteEngineOptions } from "../../../src/engine/remoteEngine";
import type { ServerTarget } from "../../../src/engine/remote/serverTarget";
import { Failure } from "../../../src/protocol/failure";
import { root } from "../../support/paths";
import { collect, explainSum, failureOf, request } from "../../support/testEngine";
import {
  apiKey,
  busySlots,
  makeCertificate,
  startBusyFront,
  startFront,
  startSilentServer,
  startTeamServer,
  type Certificate,
  type TeamServer,
} from "./teamServer";

const never = (): AbortSignal => new AbortController().signal;
const done = (events: readonly EngineEvent[]) => events.find((event) => event.kind === "done");

function engineFor(target: Partial<ServerTarget>, options: Partial<RemoteEngineOptions> = {}): RemoteEngine {
  const whole: ServerTarget = { url: "", model: "", key: apiKey, contextTokens: 4096, ...target };
  return new RemoteEngine({
    resolveTarget: () => Promise.resolve(whole),
    confirm: () => Promise.resolve(true),
    retryLimits: { tries: 3, firstPauseMs: 10, longestPauseMs: 40 },
    ...options,
  });
}

const screenshot = (): string =>
  `data:image/png;base64,${readFileSync(path.join(root, "nano/samples/login-form.png")).toString("base64")}`;
const aboutPicture = {
  ...request(""),
  messages: [
    {
      role: "user" as const,
      content: [
        { type: "image_url" as const, image_url: { url: screenshot() } },
        { type: "text" as const, text: "Describe this screenshot." },
      ],
    },
  ],
};
const longPrompt = `${"total price limit value;\n".repeat(250)}\nExplain this.`;

describe("remote engine", () => {
  let server: TeamServer;
  let engine: RemoteEngine;
  before(async () => {
    server = await startTeamServer();
    engine = engineFor({ url: server.url });
  });
  after(async () => {
    await engine.dispose();
    await server.stop();
  });

  it("answers as the local engine does, with progress, usage and a state on the way", async () => {
    const fresh = engineFor({ url: server.url });
    const states: string[] = [];
    fresh.onDidChangeState(() => {
      if (states.at(-1) !== fresh.state.kind) states.push(fresh.state.kind);
    });
    const { text, events } = await collect(fresh.answer(request(explainSum), never()));
    assert.match(text, /`sumPrices`/);
    assert.deepEqual([...new Set(events.map(({ kind }) => kind))], ["loading", "reading", "text", "done"]);
    assert.ok((done(events)?.usage?.promptTokens ?? 0) > 50);
    await fresh.dispose();
    assert.deepEqual(states, ["starting", "ready", "busy", "ready", "stopped"]);
  });

  it("says what the server can, and where data goes", async () => {
    const description = await engine.describe(never());
    assert.equal(description.contextTokens, 4096); // 8192 shared by two slots
    assert.ok(description.readsImages && description.hearsAudio);
    assert.equal(description.modelName, "nano");
    assert.equal(description.confinement, undefined);
    assert.equal(description.server?.host, `127.0.0.1:${String(server.port)}`);
    assert.equal(description.server.tokenCount, "exact");
  });

  it("counts tokens as the server does", async () => {
    const few = await engine.countTokens("const x = 1;", never());
    assert.ok(few > 2 && few < 12, String(few));
  });

  it("sends pictures", async () => {
    const { text } = await collect(engine.answer(aboutPicture, never()));
    assert.match(text, /log|sign/i);
  });

  it("serves eight clients on two slots at once", async () => {
    const clients = Array.from({ length: 8 }, () => engineFor({ url: server.url }));
    const answers = await Promise.all(
      clients.map((client) => collect(client.answer(request(explainSum), never()))),
    );
    for (const { text, events } of answers) {
      assert.match(text, /`sumPrices`/);
      assert.equal(done(events)?.stopReason, "stop");
    }
    await Promise.all(clients.map((client) => client.dispose()));
  });

  it("stops the server when the question is stopped, while it reads too", async () => {
    for (const stopAt of ["reading", "text"]) {
      const stop = new AbortController();
      const ask = request(`${stopAt} ${longPrompt}`, { maxTokens: 2000 });
      const { events } = await collect(engine.answer(ask, stop.signal), ({ kind }) => {
        if (kind === stopAt) stop.abort();
      });
      assert.equal(done(events)?.stopReason, "cancelled");
      const end = Date.now() + 5_000;
      while ((await busySlots(server.url)) > 0) {
        assert.ok(Date.now() < end, `the server goes on after a stop while ${stopAt}`);
        await sleep(20);
      }
    }
  });

  it("stops the server when nobody listens any more", async () => {
    for await (const event of engine.answer(request(explainSum, { maxTokens: 2000 }), never())) {
      if (event.kind === "text") break;
    }
    const end = Date.now() + 5_000;
    while ((await busySlots(server.url)) > 0) {
      assert.ok(Date.now() < end);
      await sleep(20);
    }
    assert.equal(engine.state.kind, "ready");
  });

  it("passes tool calls on, and their results back", async () => {
    const readNotes = {
      name: "read_notes",
      description: "Reads the notes.",
      parameters: { type: "object", properties: {}, additionalProperties: false },
    };
    const messages = [{ role: "user" as const, content: "Read the notes." }];
    const first = await collect(
      engine.answer(
        { ...request(""), messages, tools: { functions: [readNotes], choice: "required" } },
        never(),
      ),
    );
    const calls = first.events.flatMap((event) => (event.kind === "toolCall" ? [event.call] : []));
    // The toy model was trained on no tools: what it gives them is its own.
    assert.deepEqual(
      calls.map((call) => [call.function.name, typeof JSON.parse(call.function.arguments)]),
      [["read_notes", "object"]],
    );
    const id = calls[0]?.id ?? "";
    const more = [
      ...messages,
      { role: "assistant" as const, content: "", tool_calls: calls },
      { role: "tool" as const, tool_call_id: id, content: "There are no notes." },
    ];
    const second = await collect(
      engine.answer(
        { ...request(""), messages: more, tools: { functions: [readNotes], choice: "auto" } },
        never(),
      ),
    );
    assert.notEqual(second.text, "");
  });

  it("sends nothing before the person has agreed", async () => {
    const front = await startFront(server.port);
    const hosts: string[] = [];
    const asked = engineFor(
      { url: `http://127.0.0.1:${String(front.port)}` },
      {
        confirm: ({ url }) => {
          hosts.push(url);
          return Promise.resolve(false);
        },
      },
    );
    const reason = await failureOf(collect(asked.answer(request(explainSum), never())));
    assert.equal(reason.kind, "serverNotConfirmed");
    assert.equal(hosts.length, 1);
    assert.equal(front.open.size, 0);
    await front.stop();
  });

  it("names a wrong key and a missing one, and quotes neither", async () => {
    for (const key of ["wrong-key-123", undefined]) {
      const wrong = new RemoteEngine({
        resolveTarget: () =>
          Promise.resolve({
            url: server.url,
            model: "",
            contextTokens: 4096,
            ...(key !== undefined && { key }),
          }),
        confirm: () => Promise.resolve(true),
      });
      const reason = await failureOf(collect(wrong.answer(request(explainSum), never())));
      assert.deepEqual(reason, {
        kind: "serverRejectsKey",
        host: `127.0.0.1:${String(server.port)}`,
        hasKey: key !== undefined,
      });
      assert.equal(wrong.state.kind, "failed");
    }
  });

  it("names a model that the server does not have, with those that it has", async () => {
    const reason = await failureOf(engineFor({ url: server.url, model: "other" }).describe(never()));
    assert.equal(reason.kind, "serverModelMissing");
    assert.match(reason.offered.join(), /nano/);
  });

  it("names a server that is not there, and a name that nobody knows", async () => {
    const front = await startFront(server.port);
    await front.stop();
    for (const [url, cause] of [
      [`http://127.0.0.1:${String(front.port)}`, "refused"],
      ["http://nobody.invalid:1", "nameUnknown"],
    ] as const) {
      const reason = await failureOf(engineFor({ url }).describe(never()));
      assert.equal(reason.kind, "serverUnreachable");
      assert.equal(reason.cause, cause);
    }
  });

  it("names a question that is too long", async () => {
    const reason = await failureOf(
      collect(engine.answer(request("price limit value;\n".repeat(3000)), never())),
    );
    assert.equal(reason.kind, "contextExceeded");
    assert.equal(reason.contextTokens, 4096);
    assert.equal(engine.state.kind, "ready");
  });

  it("waits for a server that is busy, and names one that stays busy", async () => {
    for (const [refusals, expected] of [
      [2, "answered"],
      [9, "serverBusy"],
    ] as const) {
      const busy = await startBusyFront(server.port, refusals);
      const client = engineFor({ url: busy.url });
      if (expected === "answered") {
        const { text, events } = await collect(client.answer(request(explainSum), never()));
        assert.match(text, /`sumPrices`/);
        assert.equal(events.filter(({ kind }) => kind === "queued").length, refusals);
      } else {
        const reason = await failureOf(collect(client.answer(request(explainSum), never())));
        assert.deepEqual([reason.kind, busy.refused()], [expected, 3]);
      }
      await busy.stop();
    }
  });

  it("never asks again once an answer has begun", async () => {
    const front = await startFront(server.port);
    const client = engineFor({ url: `http://127.0.0.1:${String(front.port)}` });
    let text = "";
    let pieces = 0;
    const reason = await failureOf(
      collect(client.answer(request(explainSum, { maxTokens: 2000 }), never()), (event) => {
        if (event.kind !== "text") return;
        text += event.text;
        pieces += 1;
        if (pieces === 3) front.cut();
      }),
    );
    assert.equal(reason.kind, "serverUnreachable");
    assert.equal(reason.cause, "brokeOff");
    assert.notEqual(text, "");
    const { text: again } = await collect(client.answer(request(explainSum), never()));
    assert.match(again, /`sumPrices`/);
    await front.stop();
  });

  it("gives up on a server that goes silent", async () => {
    const silent = await startSilentServer();
    const reason = await failureOf(engineFor({ url: silent.url }, { connectMs: 300 }).describe(never()));
    assert.equal(reason.kind, "serverSilent");
    silent.stop();
  });
});

describe("remote engine and other servers", () => {
  it("says of a server without a projector that it reads no pictures, before anything is sent", async () => {
    const server = await startTeamServer({ withMedia: false });
    const engine = engineFor({ url: server.url });
    const { readsImages, hearsAudio } = await engine.describe(never());
    assert.deepEqual([readsImages, hearsAudio], [false, false]);
    const reason = await failureOf(collect(engine.answer(aboutPicture, never())));
    assert.deepEqual(reason, {
      kind: "mediaUnsupported",
      media: "image",
      host: `127.0.0.1:${String(server.port)}`,
    });
    const { text } = await collect(engine.answer(request(explainSum), never()));
    assert.match(text, /`sumPrices`/);
    await server.stop();
  });

  it("names a server that dies in mid-answer, and keeps what came", async () => {
    const server = await startTeamServer();
    const engine = engineFor({ url: server.url });
    let text = "";
    const reason = await failureOf(
      collect(engine.answer(request(explainSum, { maxTokens: 2000 }), never()), (event) => {
        if (event.kind !== "text") return;
        text += event.text;
        server.child.kill("SIGKILL");
      }),
    );
    assert.equal(reason.kind, "serverUnreachable");
    assert.equal(reason.cause, "brokeOff");
    assert.notEqual(text, "");
    assert.equal(engine.state.kind, "failed");
    await server.stop();
  });
});

describe("remote engine over TLS", () => {
  let server: TeamServer;
  let certificate: Certificate;
  before(async () => {
    server = await startTeamServer();
    certificate = makeCertificate({ name: "IP:127.0.0.1" });
  });
  after(() => server.stop());

  const causeWith = async (shown: Certificate, target: Partial<ServerTarget>): Promise<string> => {
    const front = await startFront(server.port, shown);
    try {
      const engine = engineFor({ url: `https://127.0.0.1:${String(front.port)}`, ...target });
      const { text } = await collect(engine.answer(request(explainSum), never()));
      return text;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return error.reason.kind === "serverUnreachable" ? error.reason.cause : error.reason.kind;
    } finally {
      await front.stop();
    }
  };

  it("answers when the certificate is trusted", async () => {
    assert.match(await causeWith(certificate, { ca: certificate.cert }), /`sumPrices`/);
  });

  it("names a certificate that signed itself", async () => {
    assert.equal(await causeWith(certificate, {}), "selfSigned");
  });

  it("names an authority that is not the trusted one", async () => {
    const theirs = makeCertificate({ name: "DNS:their-authority" });
    const leaf = makeCertificate({ name: "IP:127.0.0.1", issuer: theirs });
    assert.match(await causeWith(leaf, { ca: theirs.cert }), /`sumPrices`/);
    assert.equal(await causeWith(leaf, { ca: certificate.cert }), "unknownAuthority");
    assert.equal(await causeWith(leaf, {}), "unknownAuthority");
  });

  it("names a certificate of another host", async () => {
    const other = makeCertificate({ name: "DNS:elsewhere.example" });
    assert.equal(await causeWith(other, { ca: other.cert }), "hostMismatch");
  });

  it("names a certificate that has expired", async () => {
    const old = makeCertificate({ name: "IP:127.0.0.1", days: -1 });
    assert.equal(await causeWith(old, { ca: old.cert }), "certificateExpired");
  });

  it("names a server that speaks no TLS", async () => {
    const front = await startBusyFront(server.port, 0);
    const plain = engineFor({ url: front.url.replace("http:", "https:") });
    const reason = await failureOf(plain.describe(never()));
    assert.equal(reason.kind === "serverUnreachable" && reason.cause, "notTls");
    await front.stop();
  });

  it("names a wrong key behind TLS", async () => {
    assert.equal(await causeWith(certificate, { ca: certificate.cert, key: "wrong" }), "serverRejectsKey");
  });
});
