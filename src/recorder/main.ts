// The recorder process: opens a microphone while it is asked to, and sends what it hears to the editor, nowhere else.
import { recorderRequest, type RecorderEvent, type RecorderRequest } from "../protocol/recorderContract";
import { deviceNames, openDevice, RecorderError, type OpenDevice } from "./nativeRecorder";

let device: OpenDevice | undefined;

process.on("message", (message) => {
  const request = recorderRequest.parse(message);
  try {
    obey(request);
  } catch (error) {
    fail(error);
  }
});
// The editor is gone: so is the reason to listen.
process.on("disconnect", () => {
  close();
  process.exit(0);
});

function obey(request: RecorderRequest): void {
  switch (request.kind) {
    case "list":
      send({ kind: "devices", names: deviceNames() });
      return;
    case "start":
      close();
      device = openDevice(request.device);
      send({ kind: "started", device: device.name });
      readNext(device);
      return;
    case "stop":
      close();
      send({ kind: "stopped" });
      return;
  }
}

/** Reads frame by frame, and lets messages in between them. */
function readNext(current: OpenDevice): void {
  setImmediate(() => {
    if (device !== current) return;
    try {
      send({ kind: "frame", samples: current.read() });
      readNext(current);
    } catch (error) {
      fail(error);
    }
  });
}

function fail(error: unknown): void {
  close();
  if (!(error instanceof RecorderError)) throw error;
  send({ kind: "failed", reason: error.reason, detail: error.message });
}

function close(): void {
  const open = device;
  device = undefined;
  open?.close();
}

function send(event: RecorderEvent): void {
  // An editor that goes in this moment hears nothing more; its going ends this process.
  process.send?.(event, () => undefined);
}
