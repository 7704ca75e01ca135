import { hostMessage, type HostMessage, type PanelMessage } from "../src/protocol/panelContract";

interface VsCodeApi {
  postMessage(message: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

/** The line to the extension host; what comes over it is checked against the contract. */
export interface Port {
  send(message: PanelMessage): void;
}

export function openPort(onMessage: (message: HostMessage) => void): Port {
  const api = acquireVsCodeApi();
  window.addEventListener("message", (event: MessageEvent<unknown>) => {
    onMessage(hostMessage.parse(event.data));
  });
  return { send: (message) => api.postMessage(message) };
}
