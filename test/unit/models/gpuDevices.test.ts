import assert from "node:assert/strict";
import { parseDevices } from "../../../src/engine/models/gpuDevices";

describe("graphics cards of the engine", () => {
  it("are read with their memory, whatever their names hold", () => {
    const output = [
      "Available devices:",
      "  CUDA0: NVIDIA GeForce RTX 4070 (12281 MiB, 11069 MiB free)",
      "  Vulkan1: AMD Radeon (TM) 780M (RADV (GFX1103)) (16384 MiB, 20000 MiB free)",
      "",
    ].join("\r\n");
    assert.deepEqual(parseDevices(output), [
      {
        name: "CUDA0",
        description: "NVIDIA GeForce RTX 4070",
        totalBytes: 12281 * 2 ** 20,
        freeBytes: 11069 * 2 ** 20,
      },
      {
        name: "Vulkan1",
        description: "AMD Radeon (TM) 780M (RADV (GFX1103))",
        totalBytes: 16384 * 2 ** 20,
        freeBytes: 16384 * 2 ** 20,
      },
    ]);
  });

  it("are none in what a build for the processor says, and in anything else", () => {
    for (const output of ["Available devices:\n  (none)\n", "", "error: unknown argument\n", "  X: y (1 GB)"])
      assert.deepEqual(parseDevices(output), []);
  });
});
