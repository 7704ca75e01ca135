/** A graphics card as the engine sees it. */
export interface GpuDevice {
  /** The engine's own name, e.g. "CUDA0". */
  readonly name: string;
  /** What people know it by, e.g. "NVIDIA GeForce RTX 4070". */
  readonly description: string;
  readonly totalBytes: number;
  readonly freeBytes: number;
}

/** Reads llama-server's list: "  CUDA0: NVIDIA GeForce RTX 4070 (12281 MiB, 11069 MiB free)" (common/arg.cpp). */
export function parseDevices(output: string): readonly GpuDevice[] {
  return output.split(/\r?\n/).flatMap((line) => {
    const [, name, description, total, free] =
      /^ {2}(\S+): (.{1,200}) \((\d{1,9}) MiB, (\d{1,9}) MiB free\)$/.exec(line) ?? [];
    if (name === undefined || description === undefined) return [];
    // A driver that lies gains nothing: more than it has is not free.
    const totalBytes = Number(total) * mebibyte;
    return [{ name, description, totalBytes, freeBytes: Math.min(Number(free) * mebibyte, totalBytes) }];
  });
}

const mebibyte = 2 ** 20;
