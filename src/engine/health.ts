import { httpRequest, readText, type Endpoint } from "./httpRequest";

/** True once the server has loaded its model; false while it loads or does not listen yet. */
export async function isHealthy(endpoint: Endpoint, signal: AbortSignal): Promise<boolean> {
  try {
    const reply = await httpRequest(endpoint, "/health", { signal });
    await readText(reply);
    return reply.status === 200;
  } catch (error) {
    if (signal.aborted) throw error;
    return false; // not listening yet: the caller asks again
  }
}
