// The return is missing on purpose: see README.md.
export function sumValues(values: number[]): number {
  let total = 0;
  for (const value of values) {
    total += value;
  }
}
