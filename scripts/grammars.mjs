// Packs the parser's runtime and its grammars for the extension: a third of their size, unpacked when first used.
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const common = path.join("node_modules", "@vscode", "tree-sitter-wasm", "wasm");
/** Folders of the grammars by name. */
const grammars = {
  c: path.join("node_modules", "tree-sitter-c"), // the one of C++ takes `int class;` for an error
  ...Object.fromEntries(
    ["cpp", "css", "go", "java", "python", "rust", "tsx", "typescript"].map((name) => [name, common]),
  ),
};
const to = path.join("dist", "grammars");

/** Writes dist/grammars/<name>.wasm.br; what is there and newer stays. */
export async function packGrammars() {
  await mkdir(to, { recursive: true });
  const runtime = path.join("node_modules", "web-tree-sitter", "web-tree-sitter.wasm");
  await Promise.all([
    pack(runtime, "tree-sitter"),
    ...Object.entries(grammars).map(([name, from]) =>
      pack(path.join(from, `tree-sitter-${name}.wasm`), name),
    ),
  ]);
}

async function pack(source, name) {
  const target = path.join(to, `${name}.wasm.br`);
  const [{ mtimeMs: sourceMs }, { mtimeMs: targetMs }] = await Promise.all([
    stat(source),
    stat(target).catch(() => ({ mtimeMs: 0 })),
  ]);
  if (targetMs > sourceMs) return;
  const bytes = await readFile(source);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 24 };
  await writeFile(target, await promisify(brotliCompress)(bytes, { params }));
}
