import assert from "node:assert/strict";
import { exitCause } from "../../../src/engine/exitCause";

const exit = (code: number | null, signal: string | null, stderrTail = "") => ({ code, signal, stderrTail });

describe("exit cause", () => {
  const cases: readonly [string, ReturnType<typeof exit>, string][] = [
    ["a killed process", exit(null, "SIGKILL"), "killed"],
    ["a process killed inside a sandbox", exit(137, null), "killed"],
    ["a crash", exit(null, "SIGSEGV"), "crashed"],
    ["a crash inside a sandbox", exit(139, null), "crashed"],
    ["an assertion", exit(134, null, "llama.cpp:12: GGML_ASSERT(n > 0) failed"), "aborted"],
    [
      "memory that ran out",
      exit(134, null, "terminate called after throwing an instance of 'std::bad_alloc'"),
      "outOfMemory",
    ],
    [
      "a model that does not load",
      exit(1, null, "llama_model_load: error loading model: missing tensor"),
      "badModel",
    ],
    [
      "a missing library",
      exit(127, null, "error while loading shared libraries: libggml.so"),
      "missingLibrary",
    ],
    ["an end without a word", exit(1, null), "unknown"],
  ];
  for (const [title, facts, cause] of cases) {
    it(`recognises ${title}`, () => {
      assert.equal(exitCause(facts), cause);
    });
  }

  it("listens to the last words only", () => {
    assert.equal(exitCause(exit(139, null, `bad_alloc${" ".repeat(10_000)}`)), "crashed");
  });
});
