// A llama-server with the toy model on a port of this machine, behind a door that keeps what goes in.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, request } from "node:http";
import path from "node:path";
import { root } from "../../scripts/setup.mjs";

/** Starts it; `requests` has the body of each question with the time at which all of it was there, as `Date.now()`. */
export async function startListeningServer() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  const folder = path.join(root, "engine", `${process.platform}-${process.arch}`);
  const files = ["-m", "nano/nano.gguf", "--mmproj", "nano/nano.mmproj.gguf"];
  const child = spawn(
    path.join(folder, "llama-server"),
    [...files, "--host", "127.0.0.1", "--port", String(port), "-c", "8192", "-t", "1", "--jinja", "--no-ui"],
    { cwd: root, stdio: "ignore", env: { LD_LIBRARY_PATH: folder } },
  );
  const requests = [];
  const door = createServer(async (incoming, outgoing) => {
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    if (incoming.url.endsWith("/chat/completions"))
      requests.push({ at: Date.now(), body: JSON.parse(body.toString()) });
    const { url, method, headers } = incoming;
    const inner = request({ host: "127.0.0.1", port, path: url, method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    });
    inner.on("error", () => outgoing.destroy());
    inner.end(body);
  }).listen(0, "127.0.0.1");
  await once(door, "listening");
  return {
    host: `127.0.0.1:${door.address().port}`,
    requests,
    stop: () => {
      door.close();
      child.kill("SIGKILL");
    },
  };
}
