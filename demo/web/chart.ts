export function sumPoints(points: number[]): number {
  let sum = 0;
  for (let i = 0; i < points.length; i++) {
    sum += points[i];
  }
  return sum;
}

export function clampPercent(percent: number, min: number, max: number): number {
  if (percent < min) {
    return min;
  }
  if (percent > max) {
    return max;
  }
  return percent;
}
