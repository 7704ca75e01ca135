import { download } from "../../../src/engine/models/download";
import type { DownloadTarget } from "../../../src/engine/models/partFile";

/** What a program is told that downloads one file, as JSON in its only argument. */
export type DownloaderArgument = DownloadTarget;

// Downloads until it is done or killed.
void main();

async function main(): Promise<void> {
  const target = JSON.parse(process.argv[2] ?? "") as DownloaderArgument;
  const { signal } = new AbortController();
  await download(target, { signal, onProgress: () => undefined, limits: { reserveBytes: 0 } });
}
