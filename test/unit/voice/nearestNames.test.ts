import assert from "node:assert/strict";
import { identifierLike } from "../../../src/voice/identifierCase";
import { nearestNames, onlyNearest } from "../../../src/voice/nearestNames";

const files = [
  ...["web/app.js", "web/chart.ts", "web/draw.js", "web/list.ts", "web/settings.ts", "web/task.ts"],
  ...["web/tsconfig.json", "server/main.go", "reports/report.py", "README.md", "web/photoAlbum.ts"],
];
const namesOf = (file: string): string[] => {
  const base = file.split("/").at(-1) ?? file;
  return [file, base, base.replace(/\.\w+$/, "")];
};
const meant = (spoken: string): string | undefined => onlyNearest(nearestNames(spoken, files, namesOf));

describe("names that were said", () => {
  it("lead to the real file", () => {
    const cases = {
      settings: "web/settings.ts",
      "Chart.": "web/chart.ts",
      "chart dot ts": "web/chart.ts",
      "web slash app dot js": "web/app.js",
      "read me": "README.md",
      "main dot go": "server/main.go",
      "foto album": "web/photoAlbum.ts",
      "photo album": "web/photoAlbum.ts",
      setting: "web/settings.ts",
      "t s config": "web/tsconfig.json",
    };
    for (const [spoken, file] of Object.entries(cases)) assert.equal(meant(spoken), file, spoken);
  });

  it("lead nowhere without a name that is near, or with two", () => {
    assert.equal(meant("elephant"), undefined);
    assert.equal(meant(""), undefined);
    const twins = nearestNames("index", ["a/index.ts", "b/index.ts"], namesOf);
    assert.equal(twins.length, 2);
    assert.equal(onlyNearest(twins), undefined);
  });

  it("are written as the name that they replace", () => {
    assert.equal(identifierLike("total", "row count"), "rowCount");
    assert.equal(identifierLike("total_sum", "row count"), "row_count");
    assert.equal(identifierLike("TaskList", "row count"), "RowCount");
    assert.equal(identifierLike("MAX_SIZE", "row count"), "ROW_COUNT");
    assert.equal(identifierLike("total", "rowCount"), "rowCount");
    assert.equal(identifierLike("total_sum", "rowCount"), "row_count");
  });
});
