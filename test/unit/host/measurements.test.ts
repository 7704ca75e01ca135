import assert from "node:assert/strict";
import { ownerTag } from "../../../src/engine/owner";
import { endAbandonedTrial } from "../../../src/host/measureModel";
import { abandonedTrial, keepOnTrial, type Memory } from "../../../src/host/measurements";

const drafter = "/models/drafter.gguf";

describe("a drafter on trial", () => {
  const kept = new Map<string, unknown>();
  const memory: Memory = {
    get: <T>(key: string, otherwise?: T) => (kept.get(key) as T | undefined) ?? otherwise,
    update: (key, value) => Promise.resolve(void kept.set(key, value)),
  };
  let chosen: string[] = [];
  const tools = { memory, setDrafter: (file: string) => Promise.resolve(void chosen.push(file)) };

  /** As if the window of the trial had been killed. */
  async function abandon(): Promise<void> {
    await keepOnTrial(memory, drafter);
    const owner = ownerTag().replace(/^\d+/, String(2 ** 22 + 1));
    for (const key of kept.keys()) kept.set(key, { drafter, owner });
  }

  beforeEach(() => {
    kept.clear();
    chosen = [];
  });

  it("is taken back when its window was killed", async () => {
    await abandon();
    await endAbandonedTrial(tools, drafter);
    assert.deepEqual(chosen, [""]);
    assert.equal(abandonedTrial(memory), undefined);
  });

  it("is left alone while its window lives", async () => {
    await keepOnTrial(memory, drafter);
    await endAbandonedTrial(tools, drafter);
    assert.deepEqual(chosen, []);
  });

  it("is left alone when another one was chosen since", async () => {
    await abandon();
    await endAbandonedTrial(tools, "/models/other.gguf");
    assert.deepEqual(chosen, []);
    assert.equal(abandonedTrial(memory), undefined);
  });
});
