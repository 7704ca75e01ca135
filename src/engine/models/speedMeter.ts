const windowMs = 10_000;

/** Speed of a download over its last ten seconds. */
export class SpeedMeter {
  readonly #now: () => number;
  readonly #samples: { readonly atMs: number; readonly bytes: number }[] = [];

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Takes note that `bytes` more have arrived. */
  add(bytes: number): void {
    const atMs = this.#now();
    this.#samples.push({ atMs, bytes });
    while ((this.#samples[0]?.atMs ?? atMs) < atMs - windowMs) this.#samples.shift();
  }

  /** Bytes a second, once there is a second to tell it from. */
  get bytesPerSecond(): number | undefined {
    const first = this.#samples[0];
    if (!first) return undefined;
    const spanMs = this.#now() - first.atMs;
    if (spanMs < 1_000) return undefined;
    const bytes = this.#samples.slice(1).reduce((sum, sample) => sum + sample.bytes, 0);
    return (bytes / spanMs) * 1_000;
  }
}
