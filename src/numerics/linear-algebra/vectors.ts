// dot and addScaled take four elements at a time, which the processor can compute in parallel. The order never changes, so that the
// bytes are always the same.

/** The sum of a_i b_i. */
export function dot(a: Float64Array, b: Float64Array): number {
  const whole = a.length - (a.length % 4);
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let i = 0; i < whole; i += 4) {
    first += a[i] * b[i];
    second += a[i + 1] * b[i + 1];
    third += a[i + 2] * b[i + 2];
    fourth += a[i + 3] * b[i + 3];
  }
  for (let i = whole; i < a.length; i++) first += a[i] * b[i];
  return first + second + (third + fourth);
}

/** The distance of each of n points from its partner. (n, d), (n, d) -> (n). */
export function rowDistances(a: Float64Array, b: Float64Array, dim: number): Float64Array {
  return Float64Array.from({ length: a.length / dim }, (_, i) => {
    let squared = 0;
    for (let j = i * dim; j < (i + 1) * dim; j++) squared += (a[j] - b[j]) * (a[j] - b[j]);
    return Math.sqrt(squared);
  });
}

/** a += factor b, in place. */
export function addScaled(a: Float64Array, factor: number, b: Float64Array): void {
  const whole = a.length - (a.length % 4);
  for (let i = 0; i < whole; i += 4) {
    const first = a[i] + factor * b[i];
    const second = a[i + 1] + factor * b[i + 1];
    const third = a[i + 2] + factor * b[i + 2];
    const fourth = a[i + 3] + factor * b[i + 3];
    a[i] = first;
    a[i + 1] = second;
    a[i + 2] = third;
    a[i + 3] = fourth;
  }
  for (let i = whole; i < a.length; i++) a[i] += factor * b[i];
}
