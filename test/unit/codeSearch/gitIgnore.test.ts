import assert from "node:assert/strict";
import { ignoredFolders, withoutIgnored } from "../../../src/codeSearch/gitIgnore";

describe("git ignore", () => {
  it("leaves out what the root's file names, at any depth", () => {
    const paths = ["dist/a.js", "src/a.ts", "packages/x/dist/a.js", "src/a.gen.ts"];
    assert.deepEqual(withoutIgnored(paths, [{ folder: "", text: "dist/\n*.gen.ts\n" }]), ["src/a.ts"]);
  });

  it("lets a deeper file decide about its own folder", () => {
    const files = [
      { folder: "", text: "*.html\n" },
      { folder: "web", text: "!keep.html\n/own.ts\n" },
    ];
    const paths = ["a.html", "web/keep.html", "web/other.html", "web/own.ts", "web/sub/own.ts"];
    assert.deepEqual(withoutIgnored(paths, files), ["web/keep.html", "web/sub/own.ts"]);
  });

  it("keeps everything without such a file", () => {
    assert.deepEqual(withoutIgnored(["a.ts"], []), ["a.ts"]);
  });

  it("names whole folders only when nothing is taken back", () => {
    assert.deepEqual(ignoredFolders("# c\ndist/\nlogs/*.txt\n.out/\n/build"), ["dist", ".out"]);
    assert.deepEqual(ignoredFolders("dist/\n!dist/keep.ts"), []);
  });
});
