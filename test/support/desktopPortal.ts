import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { createClient, defineInterface, Variant, type MessageBus } from "dbus-native";

/** A session bus of its own, the portal that it starts when somebody asks for it, and the way to both. */
export interface TestSession {
  /** A client of the bus; whatever it exports and owns is there for all. */
  readonly bus: MessageBus;
  readonly env: Readonly<Record<string, string>>;
  /** Where systemd would put the bus, under the name `bus`. */
  readonly runtimeFolder: string;
  readonly stop: () => void;
}

/** What a portal says to a request: 0 with a picture, 1 for a "no", 2 for an end of another kind. */
export interface PortalAnswer {
  readonly response: number;
  /** The file that was written. */
  readonly file?: string;
}

/** What stands behind the portal on a real desktop; here it shows nothing and answers what a test wants. */
export interface TestDesktop {
  /** Requests for a screenshot, in order. */
  readonly asked: readonly { readonly handle: string; readonly isInteractive: boolean }[];
  /** Handles of those that were taken back. */
  readonly closed: readonly string[];
}

const portalName = "org.freedesktop.portal.Desktop";
const portalPath = "/org/freedesktop/portal/desktop";
const desktopName = "org.freedesktop.impl.portal.desktop.test";

/**
 * Starts the bus in a new folder below `parent`: with Debian's xdg-desktop-portal, with one that knows no desktop and so
 * takes no screenshots, or without any.
 */
export async function startSession(parent: string, portal: "whole" | "bare" | "none"): Promise<TestSession> {
  const folder = mkdtempSync(path.join(parent, "session-"));
  const write = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  write(
    "bus.conf",
    `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
       "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
     <busconfig>
       <type>session</type><listen>unix:path=${folder}/bus</listen><servicedir>${folder}/services</servicedir>
       <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
     </busconfig>`,
  );
  const service = (name: string, program: string): void =>
    write(`services/${name}.service`, `[D-BUS Service]\nName=${name}\nExec=/usr/libexec/${program}\n`);
  mkdirSync(path.join(folder, "services"));
  if (portal !== "none") {
    service(portalName, "xdg-desktop-portal");
    service("org.freedesktop.impl.portal.PermissionStore", "xdg-permission-store");
  }
  if (portal === "whole") {
    const kinds = ["Screenshot", "Access"].map((kind) => `org.freedesktop.impl.portal.${kind}`);
    write(
      "portals/test.portal",
      `[portal]\nDBusName=${desktopName}\nInterfaces=${kinds.join(";")}\nUseIn=test\n`,
    );
  }
  write("portals/portals.conf", "[preferred]\ndefault=test\n");
  const daemon = spawn(
    "dbus-daemon",
    ["--config-file", `${folder}/bus.conf`, "--nofork", "--print-address"],
    {
      stdio: ["ignore", "pipe", "ignore"],
      env: {
        PATH: process.env["PATH"] ?? "",
        HOME: folder,
        XDG_RUNTIME_DIR: folder,
        XDG_CONFIG_HOME: folder,
        XDG_DATA_HOME: folder,
        XDG_CURRENT_DESKTOP: "test",
        XDG_DESKTOP_PORTAL_DIR: path.join(folder, "portals"),
      },
    },
  );
  const address = await firstLine(daemon);
  const bus = createClient({ busAddress: address, plainValues: true });
  bus.connection.on("error", () => undefined); // a session that is stopped takes its bus along
  return {
    bus,
    runtimeFolder: folder,
    env: { WAYLAND_DISPLAY: "wayland-0", DBUS_SESSION_BUS_ADDRESS: address },
    stop: () => daemon.kill(),
  };
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error("The bus has no pipe to say its address on.");
  const [data] = (await once(stdout, "data")) as [Buffer];
  return data.toString().trim();
}

/** Puts a desktop behind the session's portal; `isAllowed` is its answer to "may it take screenshots?". */
export async function startDesktop(
  { bus }: TestSession,
  answer: () => PortalAnswer | Promise<PortalAnswer>,
  isAllowed = true,
): Promise<TestDesktop> {
  const asked: { handle: string; isInteractive: boolean }[] = [];
  const closed: string[] = [];
  const screenshot = defineInterface({
    name: "org.freedesktop.impl.portal.Screenshot",
    properties: { version: { type: "u", access: "read", value: 2 } },
    methods: {
      Screenshot: {
        in: { handle: "o", app_id: "s", parent_window: "s", options: "a{sv}" },
        out: { response: "u", results: "a{sv}" },
        handler: async ({ handle, options }: { handle: string; options: { interactive?: boolean } }) => {
          const close = { in: {}, out: {}, handler: () => void closed.push(handle) };
          await bus.export(
            handle,
            defineInterface({ name: "org.freedesktop.impl.portal.Request", methods: { Close: close } }),
          );
          asked.push({ handle, isInteractive: options.interactive === true });
          const given = await answer();
          return { response: given.response, results: resultsOf(given) };
        },
      },
    },
  });
  const access = defineInterface({
    name: "org.freedesktop.impl.portal.Access",
    methods: {
      AccessDialog: {
        in: {
          handle: "o",
          app_id: "s",
          parent_window: "s",
          title: "s",
          subtitle: "s",
          body: "s",
          options: "a{sv}",
        },
        out: { response: "u", results: "a{sv}" },
        handler: () => ({ response: isAllowed ? 0 : 1, results: {} }),
      },
    },
  });
  await bus.export(portalPath, screenshot);
  await bus.export(portalPath, access);
  await bus.ownName(desktopName);
  return { asked, closed };
}

/** Stands in for the portal itself where the real one would never do that: answers before the request has its handle. */
export async function startHastyPortal({ bus }: TestSession, answer: PortalAnswer): Promise<void> {
  const screenshot = defineInterface({
    name: "org.freedesktop.portal.Screenshot",
    methods: {
      Screenshot: {
        in: { parent_window: "s", options: "a{sv}" },
        out: { handle: "o" },
        handler: () => {
          const handle = `${portalPath}/request/of_its_own/making`; // as portals did before version 0.9
          const results = Object.entries(resultsOf(answer));
          bus.sendSignal(handle, "org.freedesktop.portal.Request", "Response", "ua{sv}", [
            answer.response,
            results,
          ]);
          return handle;
        },
      },
    },
  });
  await bus.export(portalPath, screenshot);
  await bus.ownName(portalName);
}

/** Ends the portal's process, as a crash would. */
export async function killPortal({ bus }: TestSession): Promise<void> {
  process.kill(await bus.getConnectionUnixProcessId(portalName), "SIGKILL");
}

function resultsOf({ file }: PortalAnswer): Readonly<Record<string, Variant>> {
  return file === undefined ? {} : { uri: new Variant("s", pathToFileURL(file).href) };
}
