import type { Port } from "./port";

/** Pictures and sounds by their key: asked for once, kept as blob addresses for as long as the page lives. */
export class Media {
  readonly #port: Port;
  readonly #urls = new Map<string, string>();
  readonly #waiting = new Map<string, Set<(url: string) => void>>();

  constructor(port: Port) {
    this.#port = port;
  }

  /** Calls `use` with the address, now or when the bytes have come. */
  load(key: string, use: (url: string) => void): void {
    const known = this.#urls.get(key);
    if (known !== undefined) {
      use(known);
      return;
    }
    const waiting = this.#waiting.get(key);
    if (waiting) {
      waiting.add(use);
      return;
    }
    this.#waiting.set(key, new Set([use]));
    this.#port.send({ kind: "needMedia", key });
  }

  /** Lets go of bytes that must not be kept. */
  forget(key: string): void {
    const url = this.#urls.get(key);
    if (url !== undefined) URL.revokeObjectURL(url);
    this.#urls.delete(key);
  }

  put(key: string, mimeType: string, bytes: Uint8Array<ArrayBuffer>): void {
    const url = URL.createObjectURL(new Blob([bytes], { type: mimeType }));
    this.#urls.set(key, url);
    for (const use of this.#waiting.get(key) ?? []) use(url);
    this.#waiting.delete(key);
  }
}
