import { spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import path from "node:path";
import { realModelFiles } from "./boundFiles";
import { childEnvironment, type Devices } from "./helpers";
import type { Launcher, LaunchSpec, ModelFiles } from "./launcher";

// UNTESTED: written without a Mac, after Chromium's sandbox profiles and the reports of others on Metal.

/** macOS' own sandbox; deprecated by Apple, and used by Chromium and others all the same. */
export const sandboxExecPath = "/usr/bin/sandbox-exec";

/** macOS: a profile that denies everything but the model, the engine and its socket. UNTESTED. */
export function seatbeltLauncher(devices: Devices): Launcher {
  return {
    name: "seatbelt",
    level: "seatbelt",
    launch(spec) {
      // The profile compares real paths: /tmp and /var are links on macOS.
      const files = realModelFiles(spec.files);
      const [engineFolder, runFolder] = [realpathSync(spec.engineFolder), realpathSync(spec.runFolder)];
      return spawn(sandboxExecPath, seatbeltArgs({ ...spec, engineFolder, runFolder }, files, devices), {
        stdio: ["ignore", "pipe", "pipe"],
        env: childEnvironment(spec),
        cwd: engineFolder,
      });
    },
  };
}

/** The whole command line of sandbox-exec for one launch; paths go in as parameters, never as text of the profile. */
export function seatbeltArgs(spec: LaunchSpec, files: ModelFiles, devices: Devices): readonly string[] {
  const program = path.join(spec.engineFolder, spec.program);
  const parameters = {
    PROGRAM: program,
    ENGINE: spec.engineFolder,
    RUN: spec.runFolder,
    MODEL: files.model,
    PROJECTOR: files.projector ?? files.model,
    DRAFTER: files.drafter ?? files.model,
  };
  return [
    ...Object.entries(parameters).flatMap(([name, value]) => ["-D", `${name}=${value}`]),
    ...["-p", devices === "gpu" ? cpuProfile + metalProfile : cpuProfile, program],
    ...spec.args({ ...files, runFolder: spec.runFolder }),
  ];
}

// No process-fork, no network but the socket, no file-write elsewhere, no mach service that could act for us.
const cpuProfile = `(version 1)
(deny default)
(allow process-exec (literal (param "PROGRAM")))
(allow process-info* (target self))
(allow signal (target self))
(allow sysctl-read)
(allow system-info)
(allow file-read-metadata (vnode-type DIRECTORY))
(allow file-read* file-map-executable
  (subpath "/usr/lib") (subpath "/System/Library") (subpath "/System/Cryptexes")
  (subpath "/System/Volumes/Preboot/Cryptexes") (subpath "/Library/Apple/System/Library")
  (subpath "/private/var/db/dyld") (literal "/") (subpath (param "ENGINE")))
(allow file-read* (literal "/dev/null") (literal "/dev/zero") (literal "/dev/random") (literal "/dev/urandom"))
(allow file-write-data (literal "/dev/null"))
(allow file-read* (literal (param "MODEL")) (literal (param "PROJECTOR")) (literal (param "DRAFTER")))
(allow file-read* file-write-create file-write-unlink (subpath (param "RUN")))
(allow network-bind (local unix-socket (subpath (param "RUN"))))
(allow network-inbound (local unix-socket (subpath (param "RUN"))))
(allow mach-lookup (global-name "com.apple.system.logger") (global-name "com.apple.logd"))
`;

// What Metal needs at least; its compiler runs in a service of its own and reads the source from the engine folder.
const metalProfile = `(allow iokit-open (iokit-user-client-class "AGXDeviceUserClient"))
(allow iokit-open (iokit-user-client-class "IOAccelDevice2") (iokit-user-client-class "IOAccelSharedUserClient2")
  (iokit-user-client-class "IOAccelContext2") (iokit-user-client-class "IOAccelSubmitter2"))
(allow iokit-get-properties)
(allow mach-lookup (xpc-service-name "com.apple.MTLCompilerService") (global-name "com.apple.MTLCompilerService"))
(allow file-issue-extension
  (require-all (extension-class "com.apple.app-sandbox.read") (subpath (param "ENGINE"))))
(allow file-read* (subpath "/Library/GPUBundles") (subpath "/System/Library/Extensions"))
`;
