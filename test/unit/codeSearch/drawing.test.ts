import assert from "node:assert/strict";
import { drawingOf, nameOfFile } from "../../../src/codeSearch/drawing";

describe("how a source draws", () => {
  it("uses a file by the same name, however the two are written", () => {
    const uses = drawingOf("src/Page.tsx", "<DataTable /> <data-row></data-row> useOrderColumns()").uses;
    const paths = ["src/data-table/index.ts", "src/DataRow.vue", "src/hooks/use-order-columns.tsx"];
    assert.deepEqual(
      paths.map((path) => uses.has(nameOfFile(path))),
      [true, true, true],
    );
  });

  it("uses neither itself nor a function of a short name", () => {
    const { uses } = drawingOf("src/TreeNode.vue", "<TreeNode /> format()");
    assert.deepEqual([...uses], []);
  });

  it("has no markup in a script without a tag, and may have it in any other language", () => {
    assert.equal(drawingOf("src/a.ts", 'const names: Array<string> = ["a"];').isMarkup, false);
    assert.equal(drawingOf("src/a.ts", "html`<b>Hello</b>`").isMarkup, true);
    assert.equal(drawingOf("src/a.dart", 'Text("Hello")').isMarkup, true);
  });
});
