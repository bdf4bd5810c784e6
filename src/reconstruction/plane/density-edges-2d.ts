import type { Density } from "../../density/density.ts";
import { linspace } from "../../numerics/approximation/grid.ts";
import type { BoxEdges } from "../../numerics/quadrature/integrate-box.ts";
import { maximum } from "../../numerics/sorting/maximum.ts";

/** Cells along an axis where a density says where its features are, and where it does not. */
const CELLS_AROUND_FEATURES = 6;
const CELLS_WITHOUT_FEATURES = 12;
/**
 * Where a feature is cut out, in its widths: within, no cell is ten times as wide as the feature, and the wider ones outside
 * begin where nothing is left of it, exp(-40).
 */
const FEATURE_CUTS = [-9, -3, 3, 9];

/**
 * Where a cubature over a 2-D density starts from: its box, cut so that no feature is narrower than a tenth of its cell.
 * @param logDrop what is outside of the box is below exp(-logDrop) of the largest p
 */
export function densityEdges2d(density: Density, logDrop: number): BoxEdges {
  const along = (axis: number): Float64Array => {
    const [lower, upper] = density.effectiveSupport(logDrop)[axis];
    const cells = density.features.length > 0 ? CELLS_AROUND_FEATURES : CELLS_WITHOUT_FEATURES;
    const spacing = (upper - lower) / cells;
    const hints = density.features.flatMap(({ center, width }) =>
      FEATURE_CUTS.map((k) => ({ at: center[axis] + k * width[axis], scale: width[axis] })),
    );
    const uniform = Array.from(linspace(lower, upper, cells + 1), (at) => ({ at, scale: spacing / 2 }));
    // The finest first; one too close to those before, for its own scale, is left out.
    const edges = [lower, upper];
    for (const { at, scale } of [...hints, ...uniform].sort((a, b) => a.scale - b.scale)) {
      if (at > lower && at < upper && edges.every((edge) => Math.abs(edge - at) > scale)) edges.push(at);
    }
    return Float64Array.from(edges).sort();
  };
  return [along(0), along(1)];
}

/** The largest log p that is seen at the features and at the corners of the cells. */
export function largestLogPdf(density: Density, [xEdges, yEdges]: BoxEdges): number {
  const corners: number[] = density.features.flatMap(({ center }) => Array.from(center));
  for (const x of xEdges) for (const y of yEdges) corners.push(x, y);
  return maximum(density.logPdf(Float64Array.from(corners)));
}
