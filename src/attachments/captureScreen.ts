import { execFile } from "node:child_process";
import { access, constants, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { portalFailureOf } from "../protocol/portalContract";
import {
  captureTools,
  isWayland,
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
  | { readonly kind: "failed"; readonly program: string; readonly detail: string }
  /** The desktop's portal said no, gave up, or nothing at all. */
  | { readonly kind: "refused" | "ended" | "silent" };

interface Capturing {
  readonly where: CapturePlatform;
  readonly signal: AbortSignal;
}

const run = promisify(execFile);

/** As a package; what stands behind it is another one for each desktop. */
const portalName = "xdg-desktop-portal";

/** A tool that says nothing was chosen, whatever words it has for that. */
const cancelWords =
  /cancel|abort|escape|selection (?:was )?(?:cancelled|empty)|no selection|key ?press|keystroke/i;

/**
 * Has the platform's own tool make a picture of the screen, in its own process, and reads it. Under Wayland the desktop's
 * portal is asked first, and no tool goes round its "no".
 */
export async function captureScreen(
  where: CapturePlatform,
  area: CaptureArea,
  signal: AbortSignal,
): Promise<CaptureResult> {
  const tools = captureTools(where, area);
  if (tools.length === 0) return { kind: "noScreen" };
  const folder = await mkdtemp(path.join(tmpdir(), "gloss-capture-"));
  const file = path.join(folder, "capture.png");
  try {
    if (isWayland(where)) {
      const result = await captureThroughPortal(area, file, { where, signal });
      if (result) return result;
    }
    const tool = await firstInstalled(tools, where);
    if (tool) return await captureWith(tool, file, { where, signal });
    return { kind: "noTool", names: `${isWayland(where) ? `${portalName}, ` : ""}${toolNames(tools)}` };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Asks in a process of its own: when that ends, whoever ends it, the portal takes the request back. Undefined if there is
 * no portal for screenshots here.
 */
async function captureThroughPortal(
  area: CaptureArea,
  file: string,
  { where: { env, portal }, signal }: Capturing,
): Promise<CaptureResult | undefined> {
  try {
    await run(process.execPath, [portal.module, area, file, String(portal.answerMs)], {
      signal,
      // Under Electron the program of this process is the editor itself.
      env: { ...env, ELECTRON_RUN_AS_NODE: "1" },
    });
  } catch (error) {
    if (signal.aborted) return { kind: "cancelled" };
    const failure = portalFailureOf(exitCode(error));
    if (failure === "noPortal") return undefined;
    return failure ? { kind: failure } : { kind: "failed", program: portalName, detail: lastWords(error) };
  }
  const bytes = await readFile(file).catch(() => undefined); // absent: the person changed their mind
  return bytes ? { kind: "ok", bytes, program: portalName } : { kind: "cancelled" };
}

async function captureWith(
  tool: CaptureTool,
  file: string,
  { where, signal }: Capturing,
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
  if (exitCode(error) !== undefined) return stderr.slice(-500);
  return stderr === "" && error instanceof Error ? error.message : stderr.slice(-500);
}

/** The code of a program that ended by itself. */
function exitCode(error: unknown): number | undefined {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "number" ? code : undefined;
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
