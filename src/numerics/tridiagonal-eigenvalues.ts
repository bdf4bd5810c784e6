/** The largest number of QL iterations for one eigenvalue. Two are usual. */
const MOST_ITERATIONS = 60;

/**
 * Computes the eigenvalues of a symmetric tridiagonal matrix by implicit QL steps with Wilkinson's shift (Golub and Van Loan, Matrix
 * Computations, 8.3). They replace the diagonal, in no order.
 * @param diagonal shape (n)
 * @param beside the entries beside the diagonal, followed by 0, shape (n). They are overwritten
 * @param first the first row of the identity, shape (n), which becomes the first components of the eigenvectors; left out if those
 * are not needed
 */
export function tridiagonalEigenvalues(diagonal: Float64Array, beside: Float64Array, first?: Float64Array): void {
  for (let l = 0; l < diagonal.length; l++) {
    for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
      const end = endOfBlock(diagonal, beside, l);
      if (end === l) break;
      stepOfQl({ diagonal, beside, first }, l, end);
    }
  }
}

/** The first index from l on behind which the entry beside the diagonal is negligible, or not a number. */
function endOfBlock(diagonal: Float64Array, beside: Float64Array, l: number): number {
  for (let end = l; end < diagonal.length - 1; end++) {
    const scale = Math.abs(diagonal[end]) + Math.abs(diagonal[end + 1]);
    if (!(Math.abs(beside[end]) > Number.EPSILON * scale)) return end;
  }
  return diagonal.length - 1;
}

interface Tridiagonal {
  readonly diagonal: Float64Array;
  readonly beside: Float64Array;
  readonly first: Float64Array | undefined;
}

/** One step on the block of the rows from l to end. */
function stepOfQl({ diagonal, beside, first }: Tridiagonal, l: number, end: number): void {
  const half = (diagonal[l + 1] - diagonal[l]) / (2 * beside[l]);
  const root = Math.hypot(half, 1);
  let bulge = diagonal[end] - diagonal[l] + beside[l] / (half + (half < 0 ? -root : root));
  let [sine, cosine, shift] = [1, 1, 0];
  for (let i = end - 1; i >= l; i--) {
    const [across, along] = [sine * beside[i], cosine * beside[i]];
    const size = Math.hypot(across, bulge);
    beside[i + 1] = size;
    if (size === 0) {
      // The block splits here.
      diagonal[i + 1] -= shift;
      beside[end] = 0;
      return;
    }
    sine = across / size;
    cosine = bulge / size;
    const rest = diagonal[i + 1] - shift;
    const turned = (diagonal[i] - rest) * sine + 2 * cosine * along;
    shift = sine * turned;
    diagonal[i + 1] = rest + shift;
    bulge = cosine * turned - along;
    if (!first) continue;
    const component = first[i + 1];
    first[i + 1] = sine * first[i] + cosine * component;
    first[i] = cosine * first[i] - sine * component;
  }
  diagonal[l] -= shift;
  beside[l] = bulge;
  beside[end] = 0;
}
