// Builds llama-server from the llama.cpp source inside the npm package node-llama-cpp, linked to that package's own
// compiled libraries, into a folder of the cache that later checkouts reuse; links it as engine/<platform>-<arch>.
// Only linux-x64 was tried; elsewhere llama.cpp's own server target is compiled from the same source (untested).
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder, contentKey, ensurePackages, fail, root, run, say } from "./setup.mjs";

const target = `${process.platform}-${process.arch}`;
const exe = process.platform === "win32" ? ".exe" : "";
const linksPrebuiltLibraries = process.platform === "linux" && ["x64", "arm64"].includes(process.arch);

/** Makes sure that engine/<platform>-<arch> holds a working llama-server; returns its folder in the cache. */
export async function ensureEngine() {
  await ensurePackages();
  const folder = path.join(cacheFolder(), `engine-${target}-${contentKey(serverKey(), ...programSources())}`);
  if (!fs.existsSync(folder)) await assemble(folder);
  linkIntoCheckout(folder);
  return folder;
}

function packageFolder(name) {
  return path.join(root, "node_modules", ...name.split("/"));
}

function librariesFolder() {
  return path.join(packageFolder(`@node-llama-cpp/${target}`), "bins", target);
}

// Everything that decides what the long part of the build gives.
function serverKey() {
  const lock = JSON.parse(fs.readFileSync(path.join(root, "package-lock.json"), "utf8"));
  const source = lock.packages["node_modules/node-llama-cpp"].integrity;
  const libraries = lock.packages[`node_modules/@node-llama-cpp/${target}`]?.integrity ?? "none";
  return contentKey(source, libraries, fs.readFileSync(path.join(root, "engine", "CMakeLists.txt")));
}

/** Our own small C programs beside the server, one file each. */
function programs() {
  if (!linksPrebuiltLibraries) return [];
  return fs.readdirSync(path.join(root, "engine")).filter((name) => name.endsWith(".c"));
}

function programSources() {
  return programs().map((name) => fs.readFileSync(path.join(root, "engine", name)));
}

/** Server, libraries and our programs in one folder; under its final name it is always complete. */
async function assemble(folder) {
  checkTools();
  fs.mkdirSync(cacheFolder(), { recursive: true });
  const server = path.join(cacheFolder(), `server-${target}-${serverKey()}${exe}`);
  if (!fs.existsSync(server)) await buildServer(server);
  const half = fs.mkdtempSync(`${folder}.`);
  fs.cpSync(server, path.join(half, `llama-server${exe}`));
  fs.cpSync(path.join(root, "engine", "LICENSE-llama.cpp"), path.join(half, "LICENSE-llama.cpp"));
  if (linksPrebuiltLibraries) {
    for (const name of fs.readdirSync(librariesFolder()).filter((file) => file.includes(".so"))) {
      fs.cpSync(path.join(librariesFolder(), name), path.join(half, name));
    }
  }
  for (const name of programs()) {
    const output = path.join(half, `gloss-${path.basename(name, ".c")}`);
    await step("cc", [
      "-O2",
      "-Wall",
      "-Wextra",
      "-Werror",
      "-pthread",
      "-o",
      output,
      path.join(root, "engine", name),
    ]);
  }
  checkRuns(path.join(half, `llama-server${exe}`));
  moveIntoPlace(half, folder);
}

async function buildServer(server) {
  const work = fs.mkdtempSync(path.join(os.tmpdir(), "gloss-engine-"));
  const started = Date.now();
  try {
    say("building the engine, once for this machine (3 to 6 minutes on two cores) …");
    const llama = path.join(work, "llama.cpp");
    const bundle = path.join(packageFolder("node-llama-cpp"), "llama", "gitRelease.bundle");
    await step("git", ["clone", "--quiet", bundle, llama]);
    const output = linksPrebuiltLibraries ? await buildAround(llama, work) : await buildWhole(llama, work);
    const half = `${server}.${process.pid}`;
    fs.cpSync(output, half);
    moveIntoPlace(half, server);
    say(`engine built in ${Math.round((Date.now() - started) / 1000)} s`);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

function moveIntoPlace(half, final) {
  try {
    fs.renameSync(half, final);
  } catch (error) {
    fs.rmSync(half, { recursive: true, force: true });
    if (!fs.existsSync(final)) throw error; // else another build was faster
  }
}

/** Server and mtmd only, linked to the package's libraries. */
async function buildAround(llama, work) {
  const libraries = librariesFolder();
  if (!fs.existsSync(libraries)) fail(`The package @node-llama-cpp/${target} is missing: run npm ci again.`);
  const out = path.join(work, "build");
  await step("cmake", [
    ...["-G", "Ninja", "-S", path.join(root, "engine"), "-B", out],
    ...[`-DLLAMA=${llama}`, `-DLIBS=${libraries}`, "-DCMAKE_BUILD_TYPE=Release"],
  ]);
  await step("ninja", ["-C", out, "llama-server"]);
  return path.join(out, "llama-server");
}

/** llama.cpp's own llama-server target, statically linked. UNTESTED: no such machine was at hand. */
async function buildWhole(llama, work) {
  const out = path.join(work, "build");
  await step("cmake", [
    ...["-S", llama, "-B", out, "-DCMAKE_BUILD_TYPE=Release", "-DBUILD_SHARED_LIBS=OFF"],
    ...["-DLLAMA_CURL=OFF", "-DLLAMA_BUILD_TESTS=OFF", "-DLLAMA_BUILD_EXAMPLES=OFF", "-DLLAMA_BUILD_UI=OFF"],
  ]);
  await step("cmake", ["--build", out, "--config", "Release", "--target", "llama-server", "--parallel"]);
  const found = fs
    .readdirSync(path.join(out, "bin"), { recursive: true })
    .map((name) => path.join(out, "bin", String(name)))
    .find((file) => path.basename(file) === `llama-server${exe}`);
  if (!found) fail("The build ended without llama-server. Its output above says more.");
  return found;
}

function checkTools() {
  const needed = linksPrebuiltLibraries ? ["git", "cmake", "ninja", "c++", "cc"] : ["git", "cmake"];
  const missing = needed.filter((tool) => {
    try {
      execFileSync(tool, ["--version"], { stdio: "ignore" });
      return false;
    } catch {
      return true;
    }
  });
  if (missing.length === 0) return;
  fail(
    `Building the engine needs ${missing.join(", ")}. Install ${missing.length > 1 ? "them" : "it"} and run this ` +
      "again; on Debian and Ubuntu: apt-get install git cmake ninja-build g++",
  );
}

async function step(program, args) {
  const code = await run(program, args);
  if (code !== 0) fail(`${program} ended with code ${code}. Its output above says why.`);
}

function checkRuns(program) {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore", timeout: 30_000 });
  } catch {
    fail("The engine was built but does not start on this machine.");
  }
}

function linkIntoCheckout(folder) {
  const link = path.join(root, "engine", target);
  const current = fs.existsSync(link) ? fs.realpathSync(link) : undefined;
  if (current === fs.realpathSync(folder)) return;
  fs.rmSync(link, { recursive: true, force: true });
  fs.symlinkSync(folder, link, process.platform === "win32" ? "junction" : "dir");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(`${await ensureEngine()}\n`);
}
