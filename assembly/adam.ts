// A step of Adam in one pass over its vectors, in a memory of one thread only. src/autoencoder/onnx/descent/adam-vectors.ts gives this
// memory to the engine that computes the gradient. No operation is fused, so that the bytes are those of one operation after another.

/** The decay rates of the averages of the gradient and of its square, and the constant that prevents a division by 0. */
const KEPT: f64 = 0.9;
const KEPT_OF_SQUARE: f64 = 0.999;
const SMALL: f64 = 1e-8;

/**
 * Changes the parameters and the averages in float32. The vectors begin at position 0 and follow each other: the parameters, the
 * average of the gradient, that of its square, and the gradient of a sum over points.
 * @param bytes the length of each vector, a multiple of 16
 * @param share 1 / the number of points
 */
export function moveFloat32(bytes: usize, share: f32, rate: f32): void {
  move<f32>(bytes, share, rate);
}

/** The same in float64. */
export function moveFloat64(bytes: usize, share: f64, rate: f64): void {
  move<f64>(bytes, share, rate);
}

function move<T>(bytes: usize, share: T, rate: T): void {
  const kept = v128.splat<T>(<T>KEPT);
  const others = v128.splat<T>(<T>(1 - KEPT));
  const keptOfSquare = v128.splat<T>(<T>KEPT_OF_SQUARE);
  const othersOfSquare = v128.splat<T>(<T>(1 - KEPT_OF_SQUARE));
  const small = v128.splat<T>(<T>SMALL);
  const shares = v128.splat<T>(share);
  const rates = v128.splat<T>(rate);
  for (let at: usize = 0; at < bytes; at += 16) {
    const toMean = at + bytes;
    const toSquare = toMean + bytes;
    const slope = v128.mul<T>(shares, v128.load(toSquare + bytes));
    const mean = v128.add<T>(v128.mul<T>(kept, v128.load(toMean)), v128.mul<T>(others, slope));
    const square = v128.add<T>(
      v128.mul<T>(keptOfSquare, v128.load(toSquare)),
      v128.mul<T>(othersOfSquare, v128.mul<T>(slope, slope)),
    );
    const change = v128.div<T>(mean, v128.add<T>(v128.sqrt<T>(square), small));
    v128.store(at, v128.sub<T>(v128.load(at), v128.mul<T>(rates, change)));
    v128.store(toMean, mean);
    v128.store(toSquare, square);
  }
}
