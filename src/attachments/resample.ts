/** Zero crossings of the filter at each side: more would be more exact than 16-bit samples can show. */
const zeroCrossings = 16;

/** Changes the sample rate with a windowed sinc, which also takes away what the new rate cannot hold. */
export function resample(samples: Float32Array, fromRate: number, toRate: number): Float32Array {
  if (fromRate === toRate) return samples;
  const cutoff = Math.min(1, toRate / fromRate);
  const reach = Math.ceil(zeroCrossings / cutoff);
  const result = new Float32Array(Math.max(1, Math.round((samples.length * toRate) / fromRate)));
  // Between two samples of the old rate the new ones fall on a few places only; each has one filter.
  const filters = new Map<number, Float32Array>();
  for (let to = 0; to < result.length; to += 1) {
    const center = Math.floor((to * fromRate) / toRate);
    const phase = (to * fromRate) % toRate;
    let filter = filters.get(phase);
    if (!filter) filters.set(phase, (filter = filterFor(phase / toRate, reach, cutoff)));
    let sum = 0;
    for (let tap = 0; tap < filter.length; tap += 1) {
      sum += (samples[center + tap - reach] ?? 0) * (filter[tap] ?? 0);
    }
    result[to] = sum;
  }
  return result;
}

/** Weights of the samples around a place that lies `offset` (0 to 1) after one of them; together they are 1. */
function filterFor(offset: number, reach: number, cutoff: number): Float32Array {
  const weights = Float32Array.from({ length: 2 * reach + 1 }, (_, tap) => {
    const distance = tap - reach - offset;
    return sinc(distance * cutoff) * hann(distance / (reach + 1));
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** From -1 to 1. */
function hann(x: number): number {
  return 0.5 + 0.5 * Math.cos(Math.PI * x);
}
