import type { ChildProcess } from "node:child_process";

/** How far a child process is confined. "process" is only a process of its own, without rights taken away. */
export type SandboxLevel = "bubblewrap" | "landlock" | "seatbelt" | "process" | "none";

/** The one door through which a model process is started; how much it is confined is the launcher's business. */
export interface Launcher {
  /** For log and report. */
  readonly name: "bubblewrap" | "landlock" | "seatbelt" | "windows" | "plain";
  /** What this launcher promises; `attest` measures it. */
  readonly level: SandboxLevel;
  /**
   * Starts the program. stdin is closed; stdout and stderr are pipes.
   * Throws a `Failure` if a model file is missing or no regular file; a spawn that fails ends in an "error" event.
   */
  launch(spec: LaunchSpec): ChildProcess;
}

export interface LaunchSpec {
  /** Folder with the program and its libraries. */
  readonly engineFolder: string;
  /** File name of the program in `engineFolder`, or `probeName`, which lies in the helper folder. */
  readonly program: string;
  /** Model files, the only user files that the process may read. */
  readonly files: ModelFiles;
  /** Private folder (0700) for the socket, the only place where the process may create anything. */
  readonly runFolder: string;
  /** Program arguments, given the paths under which the process sees its files. */
  readonly args: (inside: InsidePaths) => readonly string[];
  /** Extra environment variables; nothing else of the host's environment may be passed on. */
  readonly env: Readonly<Record<string, string>>;
  /** Most that the process may allocate, in bytes; mapped weights do not count. Without it there is no limit. */
  readonly memoryBytes?: number;
}

export interface ModelFiles {
  readonly model: string;
  readonly projector?: string;
  readonly drafter?: string;
}

export interface InsidePaths extends ModelFiles {
  readonly runFolder: string;
}
