// A server of a team, as the tests of the workbench meet it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import path from "node:path";
import { root } from "../../scripts/setup.mjs";

export const key = "team-key-51c2";

/** Starts a llama-server on a TCP port; with a key, unless `isOpen`. */
export async function startTeamServer({ isOpen = false } = {}) {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  const folder = path.join(root, "engine", `${process.platform}-${process.arch}`);
  const files = ["-m", "nano/nano.gguf", "--mmproj", "nano/nano.mmproj.gguf"];
  const place = ["--host", "127.0.0.1", "--port", String(port), ...(isOpen ? [] : ["--api-key", key])];
  const child = spawn(
    path.join(folder, "llama-server"),
    [...files, ...place, "-c", "8192", "-np", "2", "-t", "1", "--jinja", "--no-ui"],
    { cwd: root, stdio: "ignore", env: { LD_LIBRARY_PATH: folder } },
  );
  return { host: `127.0.0.1:${port}`, stop: () => child.kill("SIGKILL") };
}
