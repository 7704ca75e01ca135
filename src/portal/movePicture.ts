import { constants } from "node:fs";
import { open, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { sniff } from "../attachments/sniff";
import { maxAttachmentBytes } from "../protocol/attachmentLimits";

/** Clocks of file systems lag behind by less than this. */
const clockMs = 2_000;

/**
 * Moves the picture that a portal made to `target`: a portal leaves it among the person's own, who asked for no copy.
 * Throws if it is no PNG in a regular file of at most `maxAttachmentBytes`; such a file, and one that is older than the
 * request (`askedAtMs`, of the Unix epoch), stays where it is.
 */
export async function movePicture(uri: string, target: string, askedAtMs: number): Promise<void> {
  const source = fileURLToPath(uri);
  // No link is followed, and nobody is waited for who writes to a pipe.
  const file = await open(source, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new Error(`${source} is no file`);
    if (stat.size > maxAttachmentBytes) throw new Error(`${source} has ${String(stat.size)} bytes`);
    const bytes = await file.readFile();
    const media = sniff(bytes);
    if (media.kind !== "image" || media.mimeType !== "image/png") throw new Error(`${source} is no PNG`);
    await writeFile(target, bytes);
    if (stat.mtimeMs >= askedAtMs - clockMs) await rm(source).catch(() => undefined); // a sandbox may lend it only
  } finally {
    await file.close();
  }
}
