import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { captureScreen, type CaptureResult } from "../../src/attachments/captureScreen";
import type { CaptureArea } from "../../src/attachments/captureTools";
import {
  killPortal,
  startDesktop,
  startHastyPortal,
  startSession,
  type PortalAnswer,
  type TestSession,
} from "../support/desktopPortal";
import { root } from "../support/paths";

const module = path.join(root, "dist", "portal.js");
const picture = path.join(root, "media", "icon.png");
const never = new AbortController().signal;
const noAnswer = (): Promise<PortalAnswer> => new Promise(() => undefined);

describe("screen capture through the desktop portal", function () {
  this.timeout(30_000);
  if (process.platform !== "linux") return;
  let folder: string;
  let session: TestSession;
  /** The only folder where programs are looked for. */
  let programs: string;
  /** Where the portal leaves its file. */
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "gloss-portal-test-"));
    programs = path.join(folder, "bin");
    mkdirSync(programs);
    file = path.join(folder, "Screenshot from here.png");
  });
  afterEach(() => {
    session.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  const capture = (area: CaptureArea, { signal = never, answerMs = 20_000 } = {}): Promise<CaptureResult> => {
    const env = { ...session.env, PATH: programs };
    return captureScreen({ platform: "linux", env, portal: { module, answerMs } }, area, signal);
  };
  const takePicture = (): PortalAnswer => {
    copyFileSync(picture, file);
    return { response: 0, file };
  };
  /** A tool that is there beside the portal, and captures something else. */
  const installTool = (): void => {
    const tool = path.join(programs, "grim");
    writeFileSync(tool, '#!/bin/sh\nprintf grim > "$1"\n');
    chmodSync(tool, 0o755);
  };
  const assertPicture = (result: CaptureResult): void => {
    assert.equal(result.kind, "ok", JSON.stringify(result));
    assert.equal(result.program, "xdg-desktop-portal");
    assert.deepEqual(Buffer.from(result.bytes), readFileSync(picture));
  };

  describe("the portal of Debian", () => {
    beforeEach(async () => {
      session = await startSession(folder, "whole");
    });

    it("captures the whole screen without a choice, before any tool, and leaves no file behind", async () => {
      installTool();
      const desktop = await startDesktop(session, takePicture);
      assertPicture(await capture("screen"));
      assert.deepEqual(
        desktop.asked.map(({ isInteractive }) => isInteractive),
        [false],
      );
      assert.equal(existsSync(file), false);
    });

    it("lets the person choose a region or a window, and waits for them", async () => {
      const desktop = await startDesktop(session, async () => {
        await sleep(1500); // a person takes their time, more than a portal may take
        return takePicture();
      });
      assertPicture(await capture("region", { answerMs: 1000 }));
      assert.equal(desktop.asked[0]?.isInteractive, true);
    });

    it("takes the person's Escape for a cancel, and their no to the whole screen for a refusal", async () => {
      installTool();
      await startDesktop(session, () => ({ response: 1 }));
      assert.deepEqual(await capture("region"), { kind: "cancelled" });
      assert.deepEqual(await capture("screen"), { kind: "refused" });
    });

    it("does not go round what the privacy settings refuse, or the desktop cannot do", async () => {
      installTool();
      const desktop = await startDesktop(session, () => ({ response: 2 }), false);
      assert.deepEqual(await capture("screen"), { kind: "ended" });
      assert.deepEqual(desktop.asked, []);
      assert.deepEqual(await capture("region"), { kind: "ended" });
      assert.equal(desktop.asked.length, 1);
    });

    it("takes the request back when it is cancelled", async () => {
      const desktop = await startDesktop(session, noAnswer);
      const stop = new AbortController();
      const capturing = capture("region", { signal: stop.signal });
      await until(() => desktop.asked.length === 1);
      stop.abort();
      assert.deepEqual(await capturing, { kind: "cancelled" });
      await until(() => desktop.closed[0] === desktop.asked[0]?.handle);
    });

    it("takes the request back when the editor has gone", async () => {
      const desktop = await startDesktop(session, noAnswer);
      const child = spawn(process.execPath, [module, "region", file, "20000"], { env: session.env });
      await until(() => desktop.asked.length === 1);
      child.stdin.end();
      await once(child, "exit");
      await until(() => desktop.closed[0] === desktop.asked[0]?.handle);
    });

    it("gives up on a picture of the whole screen that does not come, and takes the request back", async () => {
      const desktop = await startDesktop(session, noAnswer);
      assert.deepEqual(await capture("screen", { answerMs: 2000 }), { kind: "silent" });
      await until(() => desktop.closed.length === 1);
    });

    it("notices that the portal has crashed", async () => {
      const desktop = await startDesktop(session, noAnswer);
      const capturing = capture("region");
      await until(() => desktop.asked.length === 1);
      await killPortal(session);
      assert.deepEqual(await capturing, { kind: "ended" });
    });

    it("refuses what is no PNG, a link or no file, and leaves it where it is", async () => {
      const text = path.join(folder, "text.png");
      writeFileSync(text, "no picture");
      const link = path.join(folder, "link.png");
      symlinkSync(picture, link);
      const answers = [text, link, folder, path.join(folder, "absent.png")].map((place) => ({
        response: 0,
        file: place,
      }));
      await startDesktop(session, () => answers.shift() ?? noAnswer());
      for (const detail of [/text\.png is no PNG/, /ELOOP/, /is no file/, /ENOENT/]) {
        const result = await capture("region");
        assert.equal(result.kind, "failed");
        assert.match(result.detail, detail);
      }
      assert.ok(existsSync(text) && existsSync(link));
    });

    it("never removes a picture that is older than the request", async () => {
      await startDesktop(session, () => {
        takePicture();
        utimesSync(file, new Date(0), new Date(0));
        return { response: 0, file };
      });
      assertPicture(await capture("region"));
      assert.ok(existsSync(file));
    });
  });

  it("uses another tool where the portal takes no screenshots", async () => {
    session = await startSession(folder, "bare");
    installTool();
    const result = await capture("screen");
    assert.equal(result.kind === "ok" && result.program, "grim", JSON.stringify(result));
  });

  it("hears an answer that comes before the request has its handle, and under another one than it asked for", async () => {
    session = await startSession(folder, "none");
    await startHastyPortal(session, takePicture());
    assertPicture(await capture("screen"));
  });

  it("finds the bus where systemd puts it", async () => {
    session = await startSession(folder, "none");
    session = { ...session, env: { XDG_SESSION_TYPE: "wayland", XDG_RUNTIME_DIR: session.runtimeFolder } };
    await startHastyPortal(session, takePicture());
    assertPicture(await capture("region"));
  });

  it("uses another tool where there is no portal or no bus, and names the portal where there is no tool", async () => {
    session = await startSession(folder, "none");
    const missing = await capture("screen");
    assert.match(missing.kind === "noTool" ? missing.names : "", /^xdg-desktop-portal, .*, grim$/);
    installTool();
    const withoutPortal = await capture("screen");
    assert.equal(withoutPortal.kind === "ok" && withoutPortal.program, "grim");
    session.stop();
    const closed = path.join(folder, "closed");
    const server = createServer((socket) => {
      socket.on("data", () => socket.write("REJECTED\r\n")).on("error", () => undefined); // it leaves at once
    }).listen(closed);
    await once(server, "listening");
    for (const address of ["unix:path=/nowhere", `unix:path=${closed}`, "autolaunch:", ""]) {
      session = { ...session, env: { XDG_SESSION_TYPE: "wayland", DBUS_SESSION_BUS_ADDRESS: address } };
      const withoutBus = await capture("screen");
      assert.equal(withoutBus.kind === "ok" && withoutBus.program, "grim", address);
    }
    server.close();
  });
});

/** Waits until the desktop has been told something. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(20);
}
