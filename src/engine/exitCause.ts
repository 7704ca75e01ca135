import type { ExitCause, ExitFacts } from "../protocol/failure";

/** What the last lines of llama.cpp and the C library say when something is over; the first that fits counts. */
const words: readonly (readonly [RegExp, ExitCause])[] = [
  [/error while loading shared libraries|cannot open shared object|Library not loaded/i, "missingLibrary"],
  [/bad_alloc|failed to allocate|out of memory|cannot allocate memory|failed to mmap/i, "outOfMemory"],
  [
    /error loading model|failed to load model|invalid model|unknown model architecture|failed to load (clip|mmproj)/i,
    "badModel",
  ],
  [/GGML_ASSERT|ggml_abort|terminate called/, "aborted"],
];

/** Numbers of signals on Linux and macOS; a sandbox passes a death by signal on as exit code 128 + number. */
const signals: Readonly<Record<number, ExitCause>> = {
  4: "crashed",
  6: "aborted",
  7: "crashed",
  8: "crashed",
  11: "crashed",
};
const signalNames: Readonly<Record<string, ExitCause>> = {
  SIGILL: "crashed",
  SIGABRT: "aborted",
  SIGBUS: "crashed",
  SIGFPE: "crashed",
  SIGSEGV: "crashed",
};

/** Why a process ended, as far as its exit code, signal and last lines tell. */
export function exitCause({ code, signal, stderrTail }: ExitFacts): ExitCause {
  // Ended from outside: its last words were about something else.
  if (signal === "SIGKILL" || signal === "SIGTERM" || code === 137 || code === 143) return "killed";
  const tail = stderrTail.slice(-4096);
  const said = words.find(([pattern]) => pattern.test(tail))?.[1];
  if (said) return said;
  if (code === 127) return "missingLibrary";
  if (signal !== null) return signalNames[signal] ?? "unknown";
  const inside = code !== null && code > 128 ? signals[code - 128] : undefined;
  return inside ?? "unknown";
}
