// A llama-server with the toy model on a TCP port, as a team has one.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer as createHttpServer, request } from "node:http";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "../../scripts/setup.mjs";

/** Starts it; `key` is what its callers have to send. */
export async function startTeamServer({ key } = {}) {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  const folder = path.join(root, "engine", `${process.platform}-${process.arch}`);
  const files = ["-m", "nano/nano.gguf", "--mmproj", "nano/nano.mmproj.gguf"];
  const place = ["--host", "127.0.0.1", "--port", String(port), ...(key ? ["--api-key", key] : [])];
  const child = spawn(
    path.join(folder, "llama-server"),
    [...files, ...place, "-c", "8192", "-np", "2", "-t", "1", "--jinja", "--no-ui"],
    { cwd: root, stdio: "ignore", env: { LD_LIBRARY_PATH: folder } },
  );
  return { host: `127.0.0.1:${port}`, stop: () => child.kill("SIGKILL") };
}

/**
 * The same behind a relay that keeps the text of each question, with the time at which all of it was there (`Date.now()`).
 * With `isGreedy` the same question is answered alike; nothing else is changed on the way, but what a fault asks for:
 * `losesPictures` leaves pictures out, as a server without a projector does; `flood` is said for ever in place of an
 * answer, and is gone once the other side has closed that stream; `answers` are what a larger model said to the next
 * questions, one each, a line every `lineMs`.
 */
export async function startRecordedServer({ isGreedy = false } = {}) {
  const team = await startTeamServer();
  const [hostname, port] = team.host.split(":");
  const requests = [];
  const recorded = { requests, losesPictures: false, flood: undefined, answers: [], lineMs: 20 };
  const relay = createHttpServer(async (incoming, outgoing) => {
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    let body = Buffer.concat(chunks);
    if (incoming.url.endsWith("/chat/completions")) {
      const text = body.toString();
      requests.push({ at: Date.now(), text });
      if (recorded.flood !== undefined) {
        await flood(outgoing, recorded.flood);
        recorded.flood = undefined;
        return;
      }
      const answer = recorded.answers.shift();
      if (answer !== undefined) {
        await say(outgoing, answer, recorded.lineMs);
        return;
      }
      const asked = JSON.parse(text);
      if (isGreedy) asked.temperature = 0;
      if (recorded.losesPictures) asked.messages.forEach(losePictures);
      if (isGreedy || recorded.losesPictures) body = Buffer.from(JSON.stringify(asked));
    }
    const headers = { ...incoming.headers, host: team.host, "content-length": body.length };
    const onward = request(
      { hostname, port, path: incoming.url, method: incoming.method, headers },
      (reply) => {
        outgoing.writeHead(reply.statusCode, reply.headers);
        reply.pipe(outgoing);
      },
    );
    onward.on("error", () => outgoing.destroy());
    outgoing.on("close", () => onward.destroy());
    onward.end(body);
  }).listen(0, "127.0.0.1");
  await once(relay, "listening");
  await answersAt(team.host);
  return Object.assign(recorded, {
    host: `127.0.0.1:${relay.address().port}`,
    stop() {
      relay.close();
      relay.closeAllConnections();
      team.stop();
    },
  });
}

function losePictures(message) {
  if (Array.isArray(message.content))
    message.content = message.content.filter(({ type }) => type !== "image_url");
}

/** Says `text` again and again, until nobody listens. */
async function flood(outgoing, text) {
  outgoing.writeHead(200, { "content-type": "text/event-stream" });
  for (; !outgoing.destroyed; await sleep(5)) outgoing.write(piece({ content: text }));
}

/** Says `text` once, line by line, for as long as somebody listens. */
async function say(outgoing, text, lineMs) {
  outgoing.writeHead(200, { "content-type": "text/event-stream" });
  for (const line of text.split(/(?<=\n)/)) {
    if (outgoing.destroyed) return;
    outgoing.write(piece({ content: line }));
    await sleep(lineMs);
  }
  outgoing.end(`${piece({}, "stop")}data: [DONE]\n\n`);
}

function piece(delta, finish_reason = null) {
  return `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
}

/** Resolves when the model is loaded. */
async function answersAt(host) {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(100)) {
    const isReady = await fetch(`http://${host}/health`).then(
      ({ ok }) => ok,
      () => false, // does not listen yet
    );
    if (isReady) return;
  }
  throw new Error(`${host} does not answer`);
}
