import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";

/** Memory of a process and of all that it started, in bytes. */
export interface MemoryUse {
  /** Everything that is in memory now, mapped model files included. */
  readonly residentBytes: number;
  /** The part that is the process' own: not read from files, so that it cannot be dropped. */
  readonly privateBytes: number;
  /** The largest `residentBytes` that was seen. */
  readonly peakBytes: number;
}

export interface MemoryWatchOptions {
  /** Most private memory. */
  readonly limitBytes: number;
  /** Size of the files that the process maps: where the system does not tell them apart, they are taken off. */
  readonly mappedBytes: number;
  readonly onOver: (use: MemoryUse) => void;
}

const everyMs = 2_000;
const samplesPlatform = process.platform === "linux" || process.platform === "darwin";

/** Looks at a process' memory from outside, now and then; a second wall behind the limit that the kernel enforces. */
export class MemoryWatch {
  readonly #pid: number;
  readonly #options: MemoryWatchOptions;
  readonly #timer: NodeJS.Timeout | undefined;
  #last: MemoryUse | undefined;
  #isOver = false;

  constructor(pid: number, options: MemoryWatchOptions) {
    this.#pid = pid;
    this.#options = options;
    if (!samplesPlatform) return;
    this.#timer = setInterval(() => void this.sample(), everyMs); // sample() does not reject
    this.#timer.unref();
  }

  /** What was seen last. */
  get last(): MemoryUse | undefined {
    return this.#last;
  }

  /** Looks now; `undefined` where nothing is to be seen. */
  async sample(): Promise<MemoryUse | undefined> {
    const { limitBytes, mappedBytes, onOver } = this.#options;
    const now =
      process.platform === "linux" ? await familyUse(this.#pid) : await psUse(this.#pid, mappedBytes);
    if (!now) return undefined;
    const peakBytes = Math.max(this.#last?.peakBytes ?? 0, now.residentBytes);
    const use = (this.#last = { ...now, peakBytes });
    if (use.privateBytes > limitBytes && !this.#isOver) {
      this.#isOver = true;
      onOver(use);
    }
    return use;
  }

  dispose(): void {
    clearInterval(this.#timer);
  }
}

type Sample = Omit<MemoryUse, "peakBytes">;

// In a sandbox the server is a grandchild of what was started.
async function familyUse(pid: number): Promise<Sample | undefined> {
  const status = await readFile(`/proc/${String(pid)}/status`, "utf8").catch(() => undefined); // it has ended
  if (status === undefined) return undefined;
  const bytes = (field: string): number =>
    1024 * Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0);
  const list = await readFile(`/proc/${String(pid)}/task/${String(pid)}/children`, "utf8").catch(() => "");
  const children = await Promise.all(list.split(" ").filter(Boolean).map(Number).map(familyUse));
  return {
    residentBytes: sum([bytes("VmRSS"), ...children.map((child) => child?.residentBytes ?? 0)]),
    privateBytes: sum([
      bytes("RssAnon") + bytes("RssShmem"),
      ...children.map((child) => child?.privateBytes ?? 0),
    ]),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

// sandbox-exec becomes the server: one process.
function psUse(pid: number, mappedBytes: number): Promise<Sample | undefined> {
  return new Promise((resolve) => {
    execFile("/bin/ps", ["-o", "rss=", "-p", String(pid)], (error, output) => {
      const residentBytes = 1024 * Number(output);
      if (error || !(residentBytes > 0)) resolve(undefined);
      else resolve({ residentBytes, privateBytes: Math.max(0, residentBytes - mappedBytes) });
    });
  });
}
