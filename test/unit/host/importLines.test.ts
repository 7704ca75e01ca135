import assert from "node:assert/strict";
import { importLines } from "../../../src/host/importLines";

const linesOf = (text: string): number[] => importLines(text).map(({ line }) => line);

describe("import lines", () => {
  it("finds them in the common languages", () => {
    assert.deepEqual(linesOf('import a from "a";\nconst x = 1;\nconst b = require("b");'), [0, 2]);
    assert.deepEqual(linesOf("import os\nfrom a import b\n\ndef f():\n  pass"), [0, 1]);
    assert.deepEqual(linesOf("#include <stdio.h>\nint main() {}"), [0]);
    assert.deepEqual(linesOf("use std::fs;\nfn main() {}"), [0]);
  });

  it("takes a block in brackets whole", () => {
    assert.deepEqual(linesOf('package main\nimport (\n\t"fmt"\n\t"os"\n)\nfunc main() {}'), [1, 2, 3, 4]);
    assert.deepEqual(linesOf('import {\n  a,\n  b,\n} from "c";\nconst d = 1;'), [0, 1, 2, 3]);
  });

  it("takes at most forty lines", () => {
    assert.equal(importLines("import a\n".repeat(100)).length, 40);
  });
});
