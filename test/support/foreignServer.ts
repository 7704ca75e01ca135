import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** One page of a server that is not llama-server: what it sends, with a status. */
export interface Page {
  readonly status?: number;
  readonly body: unknown;
}

export interface ForeignServer {
  readonly url: string;
  /** Bodies of the chat requests so far. */
  readonly requests: readonly Record<string, unknown>[];
  stop(): Promise<void>;
}

/** Speaks as another kind of server does: its pages, and a chat that answers from `chat`, `pauseMs` after each piece. */
export async function startForeignServer(
  pages: Readonly<Record<string, Page | (() => Page)>>,
  chat: (request: Record<string, unknown>) => Page | readonly unknown[],
  { pauseMs = 0 }: { readonly pauseMs?: number } = {},
): Promise<ForeignServer> {
  const requests: Record<string, unknown>[] = [];
  const server = createServer((request, reply) => {
    void readJson(request).then(async (body) => {
      if (request.url === "/v1/chat/completions") requests.push(body);
      const found = request.url === "/v1/chat/completions" ? chat(body) : pages[request.url ?? ""];
      const page = typeof found === "function" ? found() : found;
      if (page && !("body" in page)) {
        reply.writeHead(200, { "content-type": "text/event-stream" });
        for (const chunk of page) {
          reply.write(`data: ${JSON.stringify(chunk)}\n\n`);
          if (pauseMs > 0) await sleep(pauseMs);
        }
        reply.end("data: [DONE]\n\n");
        return;
      }
      reply.writeHead(page ? (page.status ?? 200) : 404, { "content-type": "application/json" });
      reply.end(JSON.stringify(page?.body ?? { detail: "Not Found" }));
    }); // a broken request fails the test through its client
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // a TCP server that listens
  return {
    url: `http://127.0.0.1:${String(port)}`,
    requests,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>); // our own client's JSON
}
