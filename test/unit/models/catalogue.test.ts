import assert from "node:assert/strict";
import { catalogue, entryBytes, fileUrl, parseEntries } from "../../../src/engine/models/catalogue";

const file = { role: "model", url: "https://models.example/a/b.gguf", bytes: 10, sha256: "0".repeat(64) };
const entry = { id: "one", name: "One", licence: "MIT", files: [file] };

describe("catalogue", () => {
  it("has only whole entries, each with an id of its own", () => {
    const { entries, bad } = parseEntries(catalogue);
    assert.deepEqual(bad, []);
    assert.equal(new Set(entries.map(({ id }) => id)).size, catalogue.length);
    for (const { files } of catalogue) for (const { url } of files) assert.match(url, /^https:/);
  });

  it("names its files as their addresses do", () => {
    const { entries } = parseEntries(catalogue);
    assert.deepEqual(
      entries.map(({ files }) => files),
      catalogue.map(({ files }) => files),
    );
  });

  it("recommends 7.15 GB", () => {
    assert.equal(catalogue[0] && entryBytes(catalogue[0]), 7_150_994_912);
  });

  it("fetches from a mirror by the same path, and foreign files from where they are", () => {
    const published = catalogue[0]?.files[0];
    assert.ok(published);
    assert.equal(
      fileUrl(published, "https://mirror.example/hub/"),
      `https://mirror.example/hub${new URL(published.url).pathname}`,
    );
    assert.equal(fileUrl(published, ""), published.url);
    const [own] = parseEntries([entry]).entries;
    assert.equal(own?.files[0] && fileUrl(own.files[0], "https://mirror.example"), file.url);
  });

  const bad: readonly (readonly [why: string, value: unknown])[] = [
    ["its id is not usable", { ...entry, id: "../up" }],
    ["its id is not usable", "text"],
    ["it has no name", { ...entry, name: "" }],
    ["it has no model file", { ...entry, files: [] }],
    [
      "it has two files for one purpose",
      { ...entry, files: [file, { ...file, url: "https://a.example/c.gguf" }] },
    ],
    ["two of its files have one name", { ...entry, files: [file, { ...file, role: "projector" }] }],
    ["a file has no role", { ...entry, files: [{ ...file, role: "other" }] }],
    ["a file has no url", { ...entry, files: [{ ...file, url: "b.gguf" }] }],
    [
      "a file has no usable name",
      { ...entry, files: [{ ...file, url: "https://a.example/x%2f..%2fb.gguf" }] },
    ],
    ["a file has no usable name", { ...entry, files: [{ ...file, url: "https://a.example/100%.gguf" }] }],
    ["a file has no size", { ...entry, files: [{ ...file, bytes: 0 }] }],
    ["a file has no SHA-256", { ...entry, files: [{ ...file, sha256: "1" }] }],
  ];
  for (const [why, value] of bad) {
    it(`leaves out an entry: ${why}`, () => {
      assert.deepEqual(parseEntries([value]), { entries: [], bad: [`entry 1: ${why}`] });
    });
  }
});
