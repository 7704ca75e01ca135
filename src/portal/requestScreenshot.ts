import { randomBytes } from "node:crypto";
import { on } from "node:events";
import {
  ConnectionClosedError,
  createClient,
  DBusError,
  TimeoutError,
  Variant,
  type Message,
  type MessageBus,
} from "dbus-native";
import type { PortalFailure } from "../protocol/portalContract";

/** An expected reason why the portal gave no picture. */
export class PortalError extends Error {
  readonly reason: PortalFailure;

  constructor(reason: PortalFailure, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

export interface ScreenshotRequest {
  /** The desktop lets the person choose what to capture, for as long as they like. */
  readonly isInteractive: boolean;
  /** How long the bus may take for each reply, and the portal for a picture that nobody chooses. */
  readonly answerMs: number;
}

const portal = "org.freedesktop.portal.Desktop";
/** What the bus or the portal says when nobody here takes screenshots. */
const absence =
  /^org\.freedesktop\.(?:DBus\.Error\.(?:ServiceUnknown|NameHasNoOwner|Unknown\w+|NotSupported|Spawn\..+)|portal\.Error\.NotFound)$/;

/**
 * Asks the desktop portal for a screenshot and waits for its answer: the file's URI, undefined if the person who was to
 * choose changed their mind, or a `PortalError`. The portal takes a request back when whoever made it leaves the bus.
 * https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Screenshot.html
 */
export async function requestScreenshot(request: ScreenshotRequest): Promise<string | undefined> {
  const { isInteractive, answerMs } = request;
  const bus = connect(answerMs);
  // Heard from before the request on, so that no answer comes too early.
  const messages = on(bus.connection, "message", {
    close: ["close"],
    ...(!isInteractive && { signal: AbortSignal.timeout(answerMs) }),
  }) as AsyncIterable<[Message]>;
  try {
    await hearPortal(bus);
    const handle = await begin(bus, isInteractive);
    for await (const [message] of messages) {
      if (message.member === "Response" && message.path === handle)
        return readAnswer(message.body ?? [], isInteractive);
      if (hasLeft(message)) break;
    }
  } catch (error) {
    throw worded(error);
  }
  throw new PortalError("ended", "The portal has gone.");
}

function connect(timeout: number): MessageBus {
  // Where systemd puts the session's bus, if the environment does not say so.
  const usual = `unix:path=${process.env["XDG_RUNTIME_DIR"] ?? ""}/bus`;
  const busAddress = process.env["DBUS_SESSION_BUS_ADDRESS"] ?? usual;
  try {
    const bus = createClient({ busAddress, plainValues: true, timeout });
    // A bus that does not let us in leaves the connection open, and every call waiting.
    bus.connection.once("error", () => bus.connection.stream.destroy());
    return bus;
  } catch (error) {
    throw new PortalError("noPortal", String(error)); // an address of a kind that is not known
  }
}

/** Subscribes to answers, and to the portal's end. */
async function hearPortal(bus: MessageBus): Promise<void> {
  try {
    await bus.addMatch("type='signal',interface='org.freedesktop.portal.Request',member='Response'");
    await bus.addMatch(
      `type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${portal}'`,
    );
  } catch (error) {
    // There is no bus, or none that is open to us.
    if (error instanceof ConnectionClosedError) throw new PortalError("noPortal", error.message);
    throw error;
  }
}

/** Makes the request; the path under which it will be answered. */
async function begin(bus: MessageBus, isInteractive: boolean): Promise<string> {
  return bus.invoke<string>({
    destination: portal,
    path: "/org/freedesktop/portal/desktop",
    interface: "org.freedesktop.portal.Screenshot",
    member: "Screenshot",
    signature: "sa{sv}",
    body: [
      "", // no parent: the editor's window has no name under Wayland that is known here
      {
        handle_token: new Variant("s", `gloss_${randomBytes(16).toString("hex")}`),
        interactive: new Variant("b", isInteractive),
      },
    ],
  });
}

function hasLeft({ member, body = [] }: Message): boolean {
  return member === "NameOwnerChanged" && body[0] === portal && body[2] === "";
}

function readAnswer([response, results]: readonly unknown[], isInteractive: boolean): string | undefined {
  if (response === 1) {
    if (isInteractive) return undefined;
    throw new PortalError("refused", "The portal answered 1.");
  }
  const uri = typeof results === "object" && results !== null && "uri" in results ? results.uri : undefined;
  if (response === 0 && typeof uri === "string") return uri;
  throw new PortalError("ended", `The portal answered ${String(response)}.`);
}

function worded(error: unknown): unknown {
  if (error instanceof TimeoutError || (error instanceof Error && error.name === "AbortError"))
    return new PortalError("silent", "The portal did not answer in time.");
  if (error instanceof ConnectionClosedError) return new PortalError("ended", error.message);
  if (error instanceof DBusError && absence.test(error.dbusName ?? ""))
    return new PortalError("noPortal", error.message);
  return error;
}
