import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { whyItBroke } from "../../../src/engine/brokenConnection";
import { ServerProcess } from "../../../src/engine/serverProcess";
import { Failure } from "../../../src/protocol/failure";

const reset = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });

/** A process that runs `script` in a shell, where the model's process would be. */
function processOf(script: string): ServerProcess {
  return new ServerProcess(spawn("/bin/sh", ["-c", script]), {
    endpoint: { kind: "socket", socketPath: "/nowhere" },
    onLine: () => undefined,
    memory: { limitBytes: 2 ** 40, mappedBytes: 0 },
    cleanUp: () => Promise.resolve(),
  });
}

function reasonOf(error: unknown): Failure["reason"] {
  assert.ok(error instanceof Failure, String(error));
  return error.reason;
}

describe("a broken connection", () => {
  it("is told by the end of the process, which comes a moment later", async () => {
    const server = processOf("sleep 0.2; echo why >&2; exit 3");
    assert.deepEqual(reasonOf(await whyItBroke(reset, server, "loading")), {
      kind: "engineExited",
      phase: "loading",
      exit: { code: 3, signal: null, stderrTail: "why\n" },
    });
  });

  it("is told as it is where the process lives on, or is not ours", async () => {
    const server = processOf("exec sleep 60");
    const told = { kind: "engineUnreachable", detail: "read ECONNRESET" };
    assert.deepEqual(reasonOf(await whyItBroke(reset, server, "reading")), told);
    assert.deepEqual(reasonOf(await whyItBroke(reset, undefined, "reading")), told);
    await server.stop();
  });

  it("leaves a reason that is already known, and a bug, as they are", async () => {
    const known = new Failure({ kind: "engineHangs", phase: "reading" });
    assert.equal(await whyItBroke(known, undefined, "reading"), known);
    const bug = new TypeError("not a function");
    assert.equal(await whyItBroke(bug, undefined, "reading"), bug);
  });
});
