// Bundles everything that runs. One table: what, from where, for which world.
import * as esbuild from "esbuild";
import { copyFile, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { packGrammars } from "./grammars.mjs";

// web-tree-sitter's module asks where it lies, which a bundle cannot say; its CommonJS file does not ask.
const alias = { "web-tree-sitter": "./node_modules/web-tree-sitter/web-tree-sitter.cjs" };
const node = { bundle: true, platform: "node", target: "node20", format: "cjs", logLevel: "warning", alias };
const forNode = { ...node, sourcemap: "inline" };

/** Modules of the extension that are imported on demand: each becomes a bundle of its own beside the one that asks. */
const apart = [
  "src/engine/chatReplies.ts",
  "src/conversation/storedConversation.ts",
  "src/protocol/recorderContract.ts",
  "src/voice/spokenCommand.ts",
  "src/notes/noteReplies.ts",
  "src/features/edit/syntaxTree.ts",
  "src/protocol/panelContract.ts",
  "src/protocol/foundCodeContract.ts",
  "src/prompt/visibleTextsReply.ts",
];

const leaveApart = {
  name: "leave-apart",
  setup({ onResolve }) {
    const names = new Set(apart.map((file) => path.basename(file, ".ts")));
    onResolve({ filter: /^\./ }, (module) => {
      const name = path.basename(module.path);
      return module.kind === "dynamic-import" && names.has(name)
        ? { path: `./${name}.js`, external: true }
        : undefined;
    });
  },
};

/** The native recorder for this platform, beside the bundle that loads it; where there is none, recording says so. */
const nativeRecorders = {
  "linux-x64": "linux/x86_64",
  "darwin-x64": "mac/x86_64",
  "darwin-arm64": "mac/arm64",
  "win32-x64": "windows/amd64",
  "win32-arm64": "windows/arm64",
};
const withNativeRecorder = {
  name: "with-native-recorder",
  setup({ onEnd }) {
    const folder = nativeRecorders[`${process.platform}-${process.arch}`];
    if (folder === undefined) return;
    const library = `node_modules/@picovoice/pvrecorder-node/lib/${folder}/pv_recorder.node`;
    onEnd(() => copyFile(library, "dist/pv_recorder.node"));
  },
};

/** esbuild options by the name of what is built. */
const bundles = {
  extension: {
    ...node,
    entryPoints: ["src/extension.ts", ...apart],
    entryNames: "[name]",
    outdir: "dist",
    external: ["vscode"],
    minify: true,
    plugins: [leaveApart],
  },
  webview: {
    bundle: true,
    platform: "browser",
    target: "chrome128",
    format: "iife",
    logLevel: "warning",
    entryPoints: ["webview/main.ts", "webview/main.css", "webview/foundCode.ts", "webview/foundCode.css"],
    outdir: "dist/webview",
    assetNames: "[name]",
    loader: { ".ttf": "file" },
    minify: true,
  },
  processes: {
    ...node,
    entryPoints: { recorder: "src/recorder/main.ts", portal: "src/portal/main.ts" },
    outdir: "dist",
    minify: true,
    plugins: [withNativeRecorder],
  },
  tools: { ...forNode, entryPoints: ["scripts/*.ts", "bench/*.ts"], outdir: "out/tools", outbase: "." },
  unitTests: { ...forNode, entryPoints: ["test/unit/**/*.test.ts"], outdir: "out/test", outbase: "test" },
  engineTests: { ...forNode, entryPoints: ["test/engine/**/*.test.ts"], outdir: "out/test", outbase: "test" },
  workbenchTests: {
    ...forNode,
    entryPoints: ["test/workbench/index.ts", "test/workbench/**/*.test.ts"],
    outdir: "out/test",
    outbase: "test",
    external: ["vscode", "mocha"],
  },
  desktopPortal: { ...forNode, entryPoints: ["test/support/desktopPortal.ts"], outdir: "out/test/support" },
  workbenchBench: {
    ...forNode,
    entryPoints: ["bench/workbench/*.ts"],
    outdir: "out",
    outbase: ".",
    external: ["vscode"],
  },
};

/**
 * Builds the named bundles, all without a name.
 * @param {(keyof typeof bundles)[]} names
 */
export async function build(...names) {
  const wanted = names.length > 0 ? names : Object.keys(bundles);
  if (names.length === 0) await rm("out", { recursive: true, force: true });
  const grammars = wanted.includes("extension") ? [packGrammars()] : [];
  await Promise.all([...grammars, ...wanted.map((name) => esbuild.build(bundles[name]))]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build(...process.argv.slice(2));
