import type { Density } from "../../density/density.ts";
import { linspace } from "../../numerics/approximation/grid.ts";
import type { BoxEdges } from "../../numerics/quadrature/integrate-box.ts";
import { maximum } from "../../numerics/sorting/maximum.ts";

/** The number of cells along an axis: for a density that states its features, and for one that does not. */
const CELLS_AROUND_FEATURES = 6;
const CELLS_WITHOUT_FEATURES = 12;
/**
 * The cuts around a feature, in units of its width. Between them no cell is ten times as wide as the feature. The wider cells outside
 * begin where the feature has fallen to exp(-40).
 */
const FEATURE_CUTS = [-9, -3, 3, 9];

/**
 * The start of a cubature over a 2-D density: its box, cut so that no feature is narrower than a tenth of its cell.
 * @param logDrop outside of the box, p is below exp(-logDrop) of its largest value
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
    // The finest feature comes first. A cut that is too close to earlier ones, compared with its own scale, is left out.
    const edges = [lower, upper];
    for (const { at, scale } of [...hints, ...uniform].sort((a, b) => a.scale - b.scale)) {
      if (at > lower && at < upper && edges.every((edge) => Math.abs(edge - at) > scale)) edges.push(at);
    }
    return Float64Array.from(edges).sort();
  };
  return [along(0), along(1)];
}

/** The largest log p at the features and at the corners of the cells. */
export function largestLogPdf(density: Density, [xEdges, yEdges]: BoxEdges): number {
  const corners: number[] = density.features.flatMap(({ center }) => Array.from(center));
  for (const x of xEdges) for (const y of yEdges) corners.push(x, y);
  return maximum(density.logPdf(Float64Array.from(corners)));
}
