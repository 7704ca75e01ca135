import { httpRequest, readText, type Endpoint } from "./httpRequest";

/** True once the server has loaded its model; false while it loads, does not listen yet, or does not reply in time. */
export async function isHealthy(
  endpoint: Endpoint,
  { signal, timeoutMs }: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<boolean> {
  try {
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const reply = await httpRequest(endpoint, "/health", { signal: inTime });
    await readText(reply);
    return reply.status === 200;
  } catch (error) {
    if (signal.aborted) throw error;
    return false; // the caller asks again
  }
}
