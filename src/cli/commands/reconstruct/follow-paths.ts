import type { RcaeLangevin } from "../../../reconstruction/any-dimension/rcae-langevin.ts";
import { startProgress } from "../../output/progress.ts";

/** Work that takes longer than this, in milliseconds, shows a progress bar. */
const PATIENCE_MS = 2000;

/**
 * Simulates r and dr/dx at points, (n, d), in advance, so that later evaluations at these points find the results. Progress is shown
 * if the work takes long.
 */
export function followPaths(paths: RcaeLangevin, points: Float64Array): void {
  const { dim } = paths;
  const start = performance.now();
  const n = points.length / dim;
  let progress: ReturnType<typeof startProgress> | undefined;
  try {
    for (let i = 0; i < n; i++) {
      if (!progress && i > 0 && performance.now() - start > PATIENCE_MS) progress = startProgress("paths", n - i);
      const name = `point ${i + 1}`;
      progress?.begin(name);
      const point = points.subarray(i * dim, (i + 1) * dim);
      paths.estimate(point);
      paths.estimateJacobian(point);
      progress?.finish(name);
    }
  } finally {
    progress?.stop();
  }
}
