import { lookup } from "node:dns/promises";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { Failure, type FailureReason } from "../../protocol/failure";
import { httpRequest, readText, type Endpoint } from "../httpRequest";
import { callServer } from "../serverReplies";
import { connectServer, findModel } from "./connectServer";
import { probeMedia, type MediaOutcome } from "./probeMedia";
import { reasonOf } from "./serverReason";
import { endpointOf, hostOf, type ServerTarget } from "./serverTarget";

/** What one step found out. */
export type CheckFacts =
  | { readonly step: "resolve"; readonly addresses: readonly string[] }
  | { readonly step: "connect"; readonly ms: number }
  /** Not reached directly, but as the editor connects: by its proxy, or with the certificates of the system. */
  | { readonly step: "proxy" }
  | { readonly step: "tls"; readonly protocol: string; readonly issuer: string; readonly validTo: string }
  | { readonly step: "auth"; readonly hasKey: boolean }
  | {
      readonly step: "model";
      readonly model: string;
      readonly contextTokens: number;
      readonly isExactCount: boolean;
    }
  | { readonly step: "image" | "audio"; readonly outcome: MediaOutcome };

export type CheckStep = CheckFacts["step"];

export type CheckResult =
  | { readonly kind: "passed"; readonly facts: CheckFacts }
  | { readonly kind: "failed"; readonly step: CheckStep; readonly reason: FailureReason };

/** Goes through everything that must work, step by step, and ends at the first that does not. */
export async function* checkServer(
  target: ServerTarget,
  { signal, stepMs = 15_000 }: { readonly signal: AbortSignal; readonly stepMs?: number },
): AsyncGenerator<CheckResult, void, undefined> {
  const { protocol, hostname, port } = new URL(target.url);
  const host = hostname.replace(/^\[|\]$/g, "");
  const isTls = protocol === "https:";
  const place = { host, port: port === "" ? (isTls ? 443 : 80) : Number(port) };
  const endpoint = endpointOf(target);
  const steps: readonly (readonly [CheckStep, (signal: AbortSignal) => Promise<CheckFacts[]>])[] = [
    ["resolve", async () => [{ step: "resolve", addresses: await addressesOf(host) }]],
    ["connect", async (inTime) => [await connectFacts(place, inTime)]],
    ...(isTls
      ? [["tls", async (inTime: AbortSignal) => [await tlsFacts(place, target.ca, inTime)]] as const]
      : []),
    [
      "auth",
      async (inTime) => {
        await callServer(endpoint, "/v1/models", { signal: inTime });
        return [{ step: "auth", hasKey: target.key !== undefined }];
      },
    ],
    ["model", async (inTime) => [await modelFacts(target, inTime)]],
    [
      "image",
      async (inTime) => {
        const { id } = await findModel(target, inTime);
        const { image, audio } = await probeMedia(endpoint, id, inTime);
        return [
          { step: "image", outcome: image },
          { step: "audio", outcome: audio },
        ];
      },
    ],
  ];
  let isReachedByProxy = false;
  for (const [step, run] of steps) {
    if (isReachedByProxy && isDirect(step)) continue;
    // A busy server may take long to read the probes; names and connections do not.
    const limitMs = step === "model" || step === "image" ? 8 * stepMs : stepMs;
    const timeout = AbortSignal.timeout(limitMs);
    try {
      for (const facts of await run(AbortSignal.any([signal, timeout]))) yield { kind: "passed", facts };
    } catch (error) {
      if (signal.aborted) throw error;
      const seconds = Math.round(limitMs / 1000);
      const reason: FailureReason | undefined = timeout.aborted
        ? { kind: "serverSilent", host: hostOf(target.url), seconds }
        : reasonOf(error, target);
      if (!reason) throw error;
      if (
        isDirect(step) &&
        (await answersByProxy(endpoint, AbortSignal.any([signal, AbortSignal.timeout(stepMs)])))
      ) {
        isReachedByProxy = true;
        yield { kind: "passed", facts: { step: "proxy" } };
        continue;
      }
      yield { kind: "failed", step, reason };
      return;
    }
  }
}

function isDirect(step: CheckStep): boolean {
  return step === "resolve" || step === "connect" || step === "tls";
}

// What a proxy says itself, when it cannot reach the server or wants to know who asks.
const ofProxy = [407, 502, 503, 504];

/** Whether the server replies to the editor's own way of asking, which the settings or the system may send by a proxy. */
async function answersByProxy(endpoint: Endpoint, signal: AbortSignal): Promise<boolean> {
  try {
    const reply = await httpRequest(endpoint, "/v1/models", { signal });
    await readText(reply, 0);
    return !ofProxy.includes(reply.status);
  } catch {
    return false; // what failed before is the better reason
  }
}

async function addressesOf(host: string): Promise<string[]> {
  if (isIP(host) !== 0) return [host];
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

interface Place {
  readonly host: string;
  readonly port: number;
}

async function connectFacts(place: Place, signal: AbortSignal): Promise<CheckFacts> {
  const started = performance.now();
  const socket = connectTcp(place);
  return opened(socket, { event: "connect", signal }, () => {
    return { step: "connect", ms: Math.round(performance.now() - started) };
  });
}

async function tlsFacts(place: Place, ca: string | undefined, signal: AbortSignal): Promise<CheckFacts> {
  const name = isIP(place.host) === 0 ? { servername: place.host } : {};
  const socket: TLSSocket = connectTls({ ...place, ...name, ...(ca !== undefined && { ca }) });
  return opened(socket, { event: "secureConnect", signal }, () => {
    const { issuer, valid_to: validTo } = socket.getPeerCertificate();
    const names = [issuer.O ?? issuer.CN].flat().join(", ");
    return { step: "tls", protocol: socket.getProtocol() ?? "", issuer: names, validTo };
  });
}

/** What `look` finds when the socket is open; it is closed in any case. */
async function opened(
  socket: Socket,
  { event, signal }: { readonly event: "connect" | "secureConnect"; readonly signal: AbortSignal },
  look: () => CheckFacts,
): Promise<CheckFacts> {
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once(event, resolve);
      socket.once("error", reject);
      signal.addEventListener("abort", () => reject(new Error("aborted")), { once: true });
    });
    return look();
  } finally {
    socket.on("error", () => undefined); // closing may still meet one, which says nothing new
    socket.destroy();
  }
}

async function modelFacts(target: ServerTarget, signal: AbortSignal): Promise<CheckFacts> {
  const { description } = await connectServer(target, signal);
  const { server, contextTokens } = description;
  if (!server) throw new Failure({ kind: "bug", detail: "a connection without a server" });
  return { step: "model", model: server.model, contextTokens, isExactCount: server.tokenCount === "exact" };
}
