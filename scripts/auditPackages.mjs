// Looks at lockfiles without a network: every package comes from the registry with a hash, and runs nothing when it is
// installed unless it is known here. Arguments: other lockfiles, each with its package.json beside it.
import { readFileSync } from "node:fs";
import path from "node:path";
import { root, say } from "./setup.mjs";

/** Packages that may bring an install script. Gloss' own installation runs none of them (`--ignore-scripts`). */
const mayHaveInstallScript = new Set([
  "@vscode/vsce-sign", // signs extensions; packing needs none of it
  "esbuild", // checks its own program
  "keytar", // keeps a publisher's token; packing needs none of it
  "node-llama-cpp", // would build llama.cpp; `npm run engine:build` does
  "tree-sitter-c", // would build a parser for Node.js; Gloss takes the one in WebAssembly
  // The workbench of the tests, which are no part of the extension.
  "argon2",
  "code-server",
  "node",
]);

const lockfiles = ["package-lock.json", "test/support/workbench/package-lock.json"];
const files =
  process.argv.length > 2 ? process.argv.slice(2) : lockfiles.map((file) => path.join(root, file));
const problems = files.flatMap((file) => auditFile(file).map((problem) => `${file}: ${problem}`));
for (const problem of problems) say(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

function auditFile(file) {
  const { packages, lockfileVersion } = JSON.parse(readFileSync(file, "utf8"));
  const manifest = JSON.parse(readFileSync(path.join(path.dirname(file), "package.json"), "utf8"));
  if (!(lockfileVersion >= 3)) return ["is of a version that is not understood here"];
  const own = packages[""] ?? {};
  return [
    ...["dependencies", "devDependencies", "optionalDependencies"].flatMap((kind) => [
      ...Object.entries(manifest[kind] ?? {}).flatMap(([name, range]) => auditRange(name, range)),
      ...(sameEntries(manifest[kind], own[kind]) ? [] : [`its ${kind} are not those of package.json`]),
    ]),
    ...Object.entries(packages).flatMap(([place, entry]) => (place === "" ? [] : auditEntry(place, entry))),
  ];
}

/** A range of versions of the registry; no address, file or branch. */
function auditRange(name, range) {
  return /^(npm:[@\w./-]+@)?[~^]?\d[\w.+-]*$/.test(range) ? [] : [`${name}: "${range}" is no version`];
}

function auditEntry(place, { version, integrity, resolved, link, inBundle, hasInstallScript, name }) {
  const packageName = name ?? place.split("node_modules/").at(-1);
  return [
    ...(link || inBundle ? [`${place} is a link or part of another package`] : []),
    ...(/^\d+\.\d+\.\d+/.test(version ?? "") ? [] : [`${place} has no version`]),
    ...(/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? "") ? [] : [`${place} has no sha512 hash`]),
    // The lockfile names no addresses (omit-lockfile-registry-resolved): whoever installs says which registry.
    ...(resolved === undefined ? [] : [`${place} names an address of its own: ${resolved}`]),
    ...(hasInstallScript && !mayHaveInstallScript.has(packageName)
      ? [`${place} has an install script and is not on the list in scripts/auditPackages.mjs`]
      : []),
  ];
}

function sameEntries(one = {}, other = {}) {
  const sorted = (entries) => JSON.stringify(Object.entries(entries).sort());
  return sorted(one) === sorted(other);
}
