import assert from "node:assert/strict";
import { open } from "node:fs/promises";
import { fileCauseOf } from "../../../src/engine/models/fileCause";

const errorOf = (code: string, syscall: string): Error =>
  Object.assign(new Error(`${code}: ${syscall}`), { code, syscall });

describe("cause of a failed call", () => {
  it("names a full disk from the error of an open file", async function () {
    if (process.platform !== "linux") this.skip(); // only there a device is always full
    const full = await open("/dev/full", "w");
    const error = await full.write(Buffer.from("GGUF")).catch((failed: unknown) => failed);
    await full.close();
    assert.deepEqual(fileCauseOf(error), { kind: "diskFull" });
  });

  for (const code of ["EFBIG", "EIO"]) {
    it(`names the disk for ${code} of an open file, which has no path`, () => {
      assert.equal(fileCauseOf(errorOf(code, "write"))?.kind, "folderUnusable");
    });
  }

  it("leaves a network alone that answers with the codes of a folder", () => {
    assert.equal(fileCauseOf(errorOf("EACCES", "connect")), undefined);
    assert.equal(fileCauseOf(errorOf("ECONNRESET", "read")), undefined);
  });
});
