/** The result of `work`, or `fallback` if it takes longer than `limitMs` or fails: a provider is never vital. */
export async function timeBox<T>(work: Thenable<T>, fallback: T, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<T>((resolve) => {
    timer = setTimeout(resolve, limitMs, fallback);
  });
  try {
    return await Promise.race([Promise.resolve(work).catch(() => fallback), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
