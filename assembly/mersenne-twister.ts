// MT19937 (Matsumoto & Nishimura 1998), which draws a block of numbers at a time. The module has a memory of its own.
// src/numerics/random/mersenne-twister.ts writes the state of a generator into this memory and reads the drawn numbers.

/** The number of words of the state, which begins at position 0. */
const N: usize = 624;
/** The distance of words that are mixed. */
const M: usize = 397;
/** The position of the drawn numbers, which have 64 bits. */
export const drawn: usize = 4 * N;

/** Advances the state by a block, and draws 312 numbers on [0, 1) with 53 bits from it. */
export function drawUniforms(): void {
  twist();
  for (let at: usize = 0; at < 4 * N; at += 32) {
    const first = temper(v128.load(at));
    const second = temper(v128.load(at, 16));
    const high = i32x4.shr_u(v128.shuffle<i32>(first, second, 0, 2, 4, 6), 5);
    const low = i32x4.shr_u(v128.shuffle<i32>(first, second, 1, 3, 5, 7), 6);
    v128.store(drawn + at, uniforms(high, low));
    v128.store(drawn + at, uniforms(upperHalf(high), upperHalf(low)), 16);
  }
}

/** Advances the state by a block, and draws 624 integers of 32 bits from it. */
export function drawIntegers(): void {
  twist();
  for (let at: usize = 0; at < 4 * N; at += 16) {
    const words = temper(v128.load(at));
    v128.store(drawn + 2 * at, f64x2.convert_low_i32x4_u(words));
    v128.store(drawn + 2 * at, f64x2.convert_low_i32x4_u(upperHalf(words)), 16);
  }
}

/**
 * Computes the next block of the state. Each word depends on itself, on the next word, and on the word M places later, cyclically.
 */
function twist(): void {
  let k: usize = 0;
  for (; k < N - M - 3; k += 4) mixFour(k, k + M);
  for (; k < N - M; k++) mixOne(k, k + 1, k + M);
  for (; k < N - 1; k += 4) mixFour(k, k + M - N);
  mixOne(N - 1, 0, M - 1);
}

/** Computes the four words from `k` on. None of them depends on the new value of another one. */
function mixFour(k: usize, far: usize): void {
  const at: usize = 4 * k;
  const word = v128.bitselect(v128.load(at), v128.load(at, 4), i32x4.splat(0x80000000));
  const feedback = v128.and(i32x4.neg(v128.and(word, i32x4.splat(1))), i32x4.splat(0x9908b0df));
  v128.store(at, v128.xor(v128.xor(v128.load(4 * far), i32x4.shr_u(word, 1)), feedback));
}

function mixOne(k: usize, next: usize, far: usize): void {
  const word = (load<u32>(4 * k) & 0x80000000) | (load<u32>(4 * next) & 0x7fffffff);
  store<u32>(4 * k, load<u32>(4 * far) ^ (word >>> 1) ^ (-(word & 1) & 0x9908b0df));
}

function temper(word: v128): v128 {
  const y = v128.xor(word, i32x4.shr_u(word, 11));
  const z = v128.xor(y, v128.and(i32x4.shl(y, 7), i32x4.splat(0x9d2c5680)));
  const u = v128.xor(z, v128.and(i32x4.shl(z, 15), i32x4.splat(0xefc60000)));
  return v128.xor(u, i32x4.shr_u(u, 18));
}

/** (2^26 high + low) / 2^53 of the lower two numbers of each vector, where high has 27 bits and low has 26. */
function uniforms(high: v128, low: v128): v128 {
  const shifted = f64x2.mul(f64x2.convert_low_i32x4_u(high), f64x2.splat(67108864));
  return f64x2.mul(f64x2.add(shifted, f64x2.convert_low_i32x4_u(low)), f64x2.splat(1 / 9007199254740992));
}

function upperHalf(vector: v128): v128 {
  return v128.shuffle<i32>(vector, vector, 2, 3, 2, 3);
}
