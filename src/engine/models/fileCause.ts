import type { DownloadCause } from "../../protocol/failure";

const ofNetwork = ["connect", "getaddrinfo", "bind"];
const unusable = [
  ...["ENOENT", "ENOTDIR", "EISDIR", "EEXIST", "ENAMETOOLONG", "ELOOP"],
  ...["EACCES", "EPERM", "EROFS", "EBUSY"],
  ...["EIO", "ENXIO", "ENODEV", "ESTALE"],
];

/**
 * Why a file or folder could not be written or read, from the error of the call; undefined if it is none of a file.
 * Told by code and call: what an open file throws has no `path`, and a firewall refuses with the codes of a folder.
 */
export function fileCauseOf(error: unknown): DownloadCause | undefined {
  if (!(error instanceof Error && "code" in error && "syscall" in error)) return undefined;
  const code = String(error.code);
  if (ofNetwork.includes(String(error.syscall))) return undefined;
  if (code === "ENOSPC" || code === "EDQUOT") return { kind: "diskFull" };
  if (code === "EFBIG")
    return { kind: "folderUnusable", detail: "the disk takes no file of this size (EFBIG)" };
  return unusable.includes(code) ? { kind: "folderUnusable", detail: error.message } : undefined;
}
