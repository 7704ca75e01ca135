import { execFile } from "node:child_process";
import { access, constants, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import {
  captureTools,
  toolNames,
  type CaptureArea,
  type CapturePlatform,
  type CaptureTool,
} from "./captureTools";

export type CaptureResult =
  | { readonly kind: "ok"; readonly bytes: Uint8Array; readonly program: string }
  /** The person pressed Escape, or the signal was aborted. */
  | { readonly kind: "cancelled" }
  | { readonly kind: "noScreen" }
  /** None of these programs is installed. */
  | { readonly kind: "noTool"; readonly names: string }
  | { readonly kind: "failed"; readonly program: string; readonly detail: string };

const run = promisify(execFile);

/** A tool that says nothing was chosen, whatever words it has for that. */
const cancelWords =
  /cancel|abort|escape|selection (?:was )?(?:cancelled|empty)|no selection|key ?press|keystroke/i;

/** Has the platform's own tool make a picture of the screen, in its own process, and reads it. */
export async function captureScreen(
  where: CapturePlatform,
  area: CaptureArea,
  signal: AbortSignal,
): Promise<CaptureResult> {
  const tools = captureTools(where, area);
  if (tools.length === 0) return { kind: "noScreen" };
  const tool = await firstInstalled(tools, where);
  if (!tool) return { kind: "noTool", names: toolNames(tools) };
  const folder = await mkdtemp(path.join(tmpdir(), "gloss-capture-"));
  try {
    return await captureWith(tool, path.join(folder, "capture.png"), { where, signal });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function captureWith(
  tool: CaptureTool,
  file: string,
  { where, signal }: { readonly where: CapturePlatform; readonly signal: AbortSignal },
): Promise<CaptureResult> {
  const { program, chooser } = tool;
  const options = { signal, env: { ...where.env }, windowsHide: true };
  let detail = "";
  try {
    if (chooser) {
      const { stdout } = await run(chooser.program, [], options);
      await run(program, [...chooser.argsIn(stdout.trim(), file)], options);
    } else detail = (await run(program, [...tool.args(file)], options)).stderr.trim();
  } catch (error) {
    if (signal.aborted) return { kind: "cancelled" };
    detail = lastWords(error);
    // Many tools end with an error when the person changes their mind, and some without a word.
    if (detail === "" || cancelWords.test(detail)) return { kind: "cancelled" };
    return { kind: "failed", program, detail };
  }
  const bytes = await readFile(file).catch(() => undefined); // absent: nothing was captured
  if (bytes && bytes.length > 0) return { kind: "ok", bytes, program };
  return detail === "" || cancelWords.test(detail)
    ? { kind: "cancelled" }
    : { kind: "failed", program, detail };
}

/** What a program that ended badly wrote last. */
function lastWords(error: unknown): string {
  if (typeof error !== "object" || error === null) return String(error);
  const stderr = "stderr" in error && typeof error.stderr === "string" ? error.stderr.trim() : "";
  if ("code" in error && typeof error.code === "number") return stderr.slice(-500);
  return stderr === "" && error instanceof Error ? error.message : stderr.slice(-500);
}

async function firstInstalled(
  tools: readonly CaptureTool[],
  where: CapturePlatform,
): Promise<CaptureTool | undefined> {
  for (const tool of tools) {
    const programs = [tool.program, ...(tool.chooser ? [tool.chooser.program] : [])];
    const found = await Promise.all(programs.map((program) => isInstalled(program, where)));
    if (found.every(Boolean)) return tool;
  }
  return undefined;
}

async function isInstalled(program: string, { env, platform }: CapturePlatform): Promise<boolean> {
  const searchPath = env["PATH"] ?? env["Path"] ?? "";
  const folders = searchPath.split(platform === "win32" ? ";" : ":").filter((folder) => folder !== "");
  const found = await Promise.all(
    folders.map((folder) =>
      access(path.join(folder, program), constants.X_OK).then(
        () => true,
        () => false, // not here
      ),
    ),
  );
  return found.includes(true);
}
