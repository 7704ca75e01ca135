import assert from "node:assert/strict";
import { FairQueue } from "../../../src/engine/fairQueue";

const signal = (): AbortSignal => new AbortController().signal;
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("fair queue", () => {
  it("lets callers in one after the other, in the order of arrival", async () => {
    const queue = new FairQueue();
    const order: string[] = [];
    let inside = 0;
    const visit = async (name: string): Promise<void> => {
      const turn = await queue.enter(signal());
      inside += 1;
      assert.equal(inside, 1);
      order.push(name);
      await tick();
      inside -= 1;
      turn.release();
    };
    await Promise.all(["a", "b", "c"].map(visit));
    assert.deepEqual(order, ["a", "b", "c"]);
    assert.equal(queue.length, 0);
  });

  it("lets nobody slip in while it hands over", async () => {
    const queue = new FairQueue();
    const first = await queue.enter(signal());
    const second = queue.enter(signal());
    first.release();
    const third = queue.enter(signal());
    const order: string[] = [];
    await Promise.all([
      second.then((turn) => {
        order.push("second");
        turn.release();
      }),
      third.then((turn) => {
        order.push("third");
        turn.release();
      }),
    ]);
    assert.deepEqual(order, ["second", "third"]);
  });

  it("leaves no gap when a waiting caller gives up", async () => {
    const queue = new FairQueue();
    const first = await queue.enter(signal());
    const stop = new AbortController();
    const second = queue.enter(stop.signal);
    const third = queue.enter(signal());
    stop.abort();
    await assert.rejects(second);
    first.release();
    (await third).release();
    assert.equal(queue.length, 0);
  });

  it("refuses a caller that has given up already", async () => {
    await assert.rejects(new FairQueue().enter(AbortSignal.abort()));
  });

  it("takes a second release as none", async () => {
    const queue = new FairQueue();
    const first = await queue.enter(signal());
    const second = queue.enter(signal());
    const third = queue.enter(signal());
    first.release();
    first.release();
    await second;
    let isThirdIn = false;
    void third.then(() => (isThirdIn = true));
    await tick();
    assert.equal(isThirdIn, false);
  });
});
