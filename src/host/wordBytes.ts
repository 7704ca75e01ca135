/** A size as people read it: "7.2 GB", "175 MB", "12 KB". */
export function wordBytes(bytes: number): string {
  if (bytes >= 999.5e6) return `${(bytes / 1e9).toFixed(1)} GB`;
  if (bytes >= 999.5e3) return `${String(Math.round(bytes / 1e6))} MB`;
  return `${String(Math.ceil(bytes / 1e3))} KB`;
}
