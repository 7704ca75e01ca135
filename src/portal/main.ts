// The process that asks the desktop portal for one screenshot and writes it to a file; arguments: what to capture, the
// file, and how many milliseconds to wait. Ends as src/protocol/portalContract.ts says.
import { portalExits } from "../protocol/portalContract";
import { movePicture } from "./movePicture";
import { PortalError, requestScreenshot } from "./requestScreenshot";

const [area, file = "", answerMs] = process.argv.slice(2);

// The editor is gone: so is the reason to ask.
process.stdin.resume().once("end", () => process.exit());

async function capture(): Promise<number> {
  const askedAtMs = Date.now();
  try {
    const uri = await requestScreenshot({ isInteractive: area === "region", answerMs: Number(answerMs) });
    if (uri !== undefined) await movePicture(uri, file, askedAtMs);
    return 0;
  } catch (error) {
    process.stderr.write(error instanceof Error ? error.message : String(error));
    return error instanceof PortalError ? portalExits[error.reason] : 1;
  }
}

void capture().then((code) => process.exit(code));
