/** Rejects with the signal's reason as soon as it is aborted; the work itself goes on. */
export function withAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      reject(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
    };
    signal.addEventListener("abort", giveUp, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener("abort", giveUp);
    });
  });
}
