/** Every attempt of engine/probe.c, in its order; one that gives no answer counts as an escape. */
export const probeNames: readonly string[] = [
  "openDescriptors",
  "environment",
  ...["readSecretFile", "readPasswd", "listHome", "listWorkspace", "readHostEnvironment", "listProcesses"],
  ...[
    "writeTmp",
    "writeHome",
    "writeWorkspace",
    "writeSharedMemory",
    "writeEngineFolder",
    "writeRunFolder",
    "linkInRunFolder",
  ],
  ...["writeModel", "changeMode", "truncateFile", "deleteFile", "watchFolder"],
  ...[
    "connectTcp",
    "listenTcp",
    "sendUdp",
    "connectUnix",
    "connectAbstract",
    "connectEditor",
    "unixDatagram",
  ],
  ...["netlink", "vsock", "kernelCrypto"],
  ...[
    "fork",
    "clone3",
    "signal",
    "signalThread",
    "queueSignal",
    "signalByDescriptor",
    "signalByOwner",
    "trace",
  ],
  ...["readMemory", "limitOther", "slowDownOther"],
  ...[
    "userNamespace",
    "mount",
    "ioUring",
    "bpf",
    "perfEvents",
    "systemVSharedMemory",
    "keyring",
    "userfaultfd",
  ],
  ...[
    "memoryLimit",
    "sharedMemoryLimit",
    "threadLimit",
    "capabilities",
    "gainPrivileges",
    "outliveHost",
    "spawnShell",
  ],
];

/** Detail of an attempt that the probe never reported. */
export const noAnswer = "gave no answer";

export interface ProbeResult {
  readonly name: string;
  readonly outcome: "blocked" | "escaped" | "notApplicable";
  readonly detail: string;
}

/** One result for each probe, from the probe's output. */
export function parseProbes(output: string): readonly ProbeResult[] {
  const results = new Map<string, ProbeResult>();
  for (const line of output.split("\n")) {
    const [name = "", outcome = "", detail = ""] = line.split("\t");
    if (outcome === "blocked" || outcome === "escaped" || outcome === "notApplicable") {
      results.set(name, { name, outcome, detail });
    }
  }
  return probeNames.map((name) => results.get(name) ?? { name, outcome: "escaped", detail: noAnswer });
}
