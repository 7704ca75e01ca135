import { hostMessage, type HostMessage, type PanelMessage } from "../src/protocol/panelContract";
import { Memory } from "./memory";

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

/** The line to the extension host; what comes over it is checked against the contract. */
export interface Port {
  send(message: PanelMessage): void;
  readonly memory: Memory;
}

export function openPort(onMessage: (message: HostMessage) => void): Port {
  const api = acquireVsCodeApi();
  window.addEventListener("message", (event: MessageEvent<unknown>) => {
    onMessage(hostMessage.parse(event.data));
  });
  return { send: (message) => api.postMessage(message), memory: new Memory(api) };
}
