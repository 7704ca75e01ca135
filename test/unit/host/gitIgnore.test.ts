import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import ignore from "ignore";
import { ignoredFolders, withRules } from "../../../src/host/gitIgnore";
import { seededRandom } from "../../support/seededRandom";

interface RuleFile {
  readonly folder: string;
  readonly text: string;
}

function ignored(files: readonly RuleFile[], paths: readonly string[]): readonly string[] {
  const rules = files.reduce((above, { folder, text }) => withRules(above, folder, text), ignore());
  return paths.filter((file) => rules.ignores(file));
}

/** What Git itself says, in a repository with these files. */
function ignoredByGit(files: readonly RuleFile[], paths: readonly string[]): readonly string[] {
  const top = mkdtempSync(path.join(tmpdir(), "gloss-ignore-"));
  try {
    execFileSync("git", ["init", "-q"], { cwd: top });
    for (const { folder, text } of files) {
      mkdirSync(path.join(top, folder), { recursive: true });
      writeFileSync(path.join(top, folder, ".gitignore"), text);
    }
    for (const file of paths) {
      mkdirSync(path.join(top, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(top, file), "");
    }
    const listed = execFileSync("git", ["ls-files", "-z", "--others", "--exclude-standard"], {
      cwd: top,
      encoding: "utf8",
    }).split("\0");
    return paths.filter((file) => !listed.includes(file));
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
}

describe("git ignore", () => {
  const cases: readonly (readonly [what: string, files: readonly RuleFile[]])[] = [
    ["what the top names, at any depth", [{ folder: "", text: "dist/\n*.gen.ts\n" }]],
    [
      "what a deeper file takes back",
      [
        { folder: "", text: "*.html\n" },
        { folder: "web", text: "!keep.html\n/own.ts\n" },
      ],
    ],
    [
      "nothing that a deeper file takes back out of an ignored folder",
      [
        { folder: "", text: "web/\n" },
        { folder: "web", text: "!keep.html\n" },
      ],
    ],
    [
      "a folder that a deeper file takes back",
      [
        { folder: "", text: "dist/\n" },
        { folder: "web", text: "!dist/\ndist/a.js\n" },
      ],
    ],
    [
      "paths from the folder of the rule",
      [{ folder: "web", text: "sub/own.ts\n/keep.html\nsub/**/deep.js" }],
    ],
    [
      "names with characters that mean something in a rule",
      [{ folder: "we[b] *", text: "\\#a.ts\n\\!b.ts\n# c\nd.ts  \r\n\\*.txt\n" }],
    ],
  ];
  const paths = [
    ...["a.html", "dist/a.js", "src/a.ts", "src/a.gen.ts", "web/keep.html", "web/other.html", "web/own.ts"],
    ...["web/sub/own.ts", "web/sub/x/deep.js", "web/dist/a.js", "web/dist/b.js", "we[b] */#a.ts"],
    ...["we[b] */!b.ts", "we[b] */c", "we[b] */e.txt", "we[b] */*.txt", "we[b] */d.ts", "we[b] */sub/#a.ts"],
  ];
  for (const [what, files] of cases) {
    it(`leaves out, as Git does: ${what}`, () => {
      assert.deepEqual(ignored(files, paths), ignoredByGit(files, paths));
    });
  }

  it("says what Git says of rules made at random", () => {
    const random = seededRandom(7);
    const one = <T>(...all: readonly [T, ...T[]]): T => all[Math.floor(random() * all.length)] ?? all[0];
    const name = (): string => one("a", "b", "c");
    for (let round = 0; round < 20; round += 1) {
      const rule = (): string =>
        one("", "", "!") +
        one("", "", "/") +
        one(name(), `${name()}/${name()}`, "*", `**/${name()}`) +
        one("", "/");
      const text = (): string => Array.from({ length: 3 }, rule).join("\n");
      const files = ["", "a", "a/b"].map((folder) => ({ folder, text: text() }));
      const some = Array.from({ length: 20 }, () => `${name()}/${name()}/${name()}/${one("f", "a1")}`);
      assert.deepEqual(ignored(files, some), ignoredByGit(files, some), JSON.stringify(files));
    }
  });

  it("names whole folders only when nothing is taken back", () => {
    assert.deepEqual(ignoredFolders("# c\ndist/\nlogs/*.txt\n.out/\n/build"), ["dist", ".out"]);
    assert.deepEqual(ignoredFolders("dist/\n!dist/keep.ts"), []);
  });
});
