/** A short function in the form that the embedded model explains best. */
export const sumFunction = [
  "function sumPrices(prices: number[]): number {",
  "  let total = 0;",
  "  for (const price of prices) {",
  "    total += price;",
  "  }",
  "  return total;",
  "}",
].join("\n");
