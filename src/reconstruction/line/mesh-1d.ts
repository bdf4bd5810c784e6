import type { Density, Interval } from "../../density/density.ts";
import { logPdfOnPanels } from "../../density/log-pdf-on-panels.ts";
import type { MassPoint } from "../../density/mass.ts";
import { InputError } from "../../numerics/input-error.ts";
import { legendreCoefficients } from "../../numerics/quadrature/legendre-series.ts";
import {
  cut,
  edgesOf,
  end,
  type LinePanel,
  panelRule,
  panelsBetween,
  start,
} from "../../numerics/quadrature/line-panels.ts";
import { maximum } from "../../numerics/sorting/maximum.ts";

const POINTS = 16;
/** The number of elements of an interval at the start. */
const INITIAL_ELEMENTS = 16;
/** The number of elements of an unrelated mesh at the start: more of them, at other places. */
const UNRELATED_ELEMENTS = 28;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** The ends of the first elements around a feature, in standard deviations. */
const FEATURE_WIDTHS = [-8, -4, -2, -1, 0, 1, 2, 4, 8];
/** The largest variation of log p on an element: p varies by at most a factor 150, which keeps an element's weights comparable. */
const MAX_LOG_VARIATION = 5;
/** log p is resolved on an element when its last Legendre coefficients are below this. */
const LOG_TOLERANCE = 1e-10;
/** The logarithm of the mass that panels from bounds may leave out of a whole interval. */
const INTERVAL_LOG_DROP = 80;
const MAX_LEVELS = 40;
/** A mesh with more elements would take minutes. A density that needs one is not realistic, or has a mistyped formula. */
const MAX_ELEMENTS = 20_000;
/** The same limit for a point far out, where p may be exp(-10000) of its maximum. */
export const MAX_LOG_DROP = 10_000;

/** The error to throw at a point beyond `MAX_LOG_DROP`. */
export function tooFarOut(x: number): InputError {
  return new InputError({
    argument: "points",
    verb: "lie",
    allowed: `where p is at least exp(-${MAX_LOG_DROP}) of its maximum`,
    problem: `at ${x}`,
  });
}

/** Panels that resolve a density on the line, and what lies between them. */
export interface LineMesh {
  /** The panels from left to right. Between two that do not touch there is a point, or a gap in which p is negligible. */
  readonly panels: readonly LinePanel[];
  /** Points at which p is infinite or 0, or has a jump or a cusp, with the mass next to them. */
  readonly points: readonly MassPoint[];
  /** The logarithm of the mass outside of panels and points: a bound where the density has one, else an estimate. */
  readonly logOpenMass: number;
}

/** The meshes of densities, which are kept because the same mesh is used many times. */
const meshes = new WeakMap<Density, Map<number, LineMesh>>();

/**
 * Panels on which a 1-D density is resolved: log p varies by at most 5 and is a polynomial of degree 15 to 1e-10. They hold all of p
 * except for a fraction below exp(-logDrop), which is proved where the density has `massOnLine`.
 */
export function lineMesh(density: Density, logDrop: number): LineMesh {
  const known = meshes.get(density) ?? new Map<number, LineMesh>();
  const mesh = known.get(logDrop) ?? newMesh(density, logDrop);
  meshes.set(density, known.set(logDrop, mesh));
  return mesh;
}

function newMesh(density: Density, logDrop: number): LineMesh {
  const mass = density.massOnLine?.(logDrop);
  if (mass) return refineMesh(mass, (panels) => unresolved(density, panels));
  const [interval] = density.effectiveSupport(logDrop);
  return sampledMesh(density, hintedEdges(density, interval), logDrop);
}

/** A mesh of the same kind and extent that starts from other panels and has none of the first mesh's starting edges. */
export function unrelatedMesh(density: Density, { panels }: LineMesh): LineMesh {
  const [lower, upper] = [start(panels[0]), end(panels[panels.length - 1])];
  // Multiples of the golden ratio are as far as possible from all simple fractions.
  const inside = Array.from(
    { length: UNRELATED_ELEMENTS },
    (_, i) => lower + (upper - lower) * (((i + 1) * GOLDEN) % 1),
  );
  return sampledMesh(density, Float64Array.from([lower, ...inside, upper]).sort(), INTERVAL_LOG_DROP);
}

/** Panels found from samples of p, starting from given ones. Panels on which p is below exp(-logDrop) of its maximum are left out. */
function sampledMesh(density: Density, edges: Float64Array, logDrop: number): LineMesh {
  let peak = -Infinity;
  const largest = (panels: readonly LinePanel[]): Float64Array =>
    largestOnPanels(logPdfOnPanels(density, panelRule(panels, POINTS)));
  const refined = refineMesh({ panels: panelsBetween(edges), points: [], logOpenMass: 0 }, (panels) => {
    const onPanels = largest(panels);
    peak = Math.max(peak, maximum(onPanels));
    return unresolved(density, panels).map((flag, j) => flag && onPanels[j] >= peak - logDrop);
  });
  const onPanels = largest(refined.panels);
  return {
    panels: refined.panels.filter((_, j) => onPanels[j] >= peak - logDrop),
    points: [],
    logOpenMass: peak - logDrop + Math.log(edges[edges.length - 1] - edges[0]),
  };
}

/**
 * Elements that fill an interval and on which a 1-D density is resolved as on those of `lineMesh`.
 * @returns edges, increasing, from lower to upper
 */
export function densityMesh(density: Density, interval: Interval): Float64Array {
  return refineEdges(hintedEdges(density, interval), (edges) => unresolved(density, panelsBetween(edges)));
}

/** An interval, cut at the density's features and at the cuts of its bounds. */
function hintedEdges(density: Density, [lower, upper]: Interval): Float64Array {
  const spacing = (upper - lower) / INITIAL_ELEMENTS;
  const uniform = Array.from({ length: INITIAL_ELEMENTS }, (_, i) => ({ x: lower + i * spacing, scale: spacing }));
  const hints = density.features.flatMap(({ center, width }) =>
    FEATURE_WIDTHS.map((k) => ({ x: center[0] + k * width[0], scale: width[0] })),
  );
  const proved = (density.massOnLine?.(INTERVAL_LOG_DROP).panels ?? []).flatMap((panel) =>
    [start(panel), end(panel)].map((x) => ({ x, scale: end(panel) - start(panel) })),
  );
  // The finest feature comes first. A cut too close to earlier ones, for its own scale, would make a sliver and is left out.
  const edges = [lower, upper];
  for (const { x, scale } of [...hints, ...proved, ...uniform].sort((a, b) => a.scale - b.scale)) {
    const clear = edges.every((edge) => Math.abs(edge - x) > scale / 4);
    if (x > lower && x < upper && clear) edges.push(x);
  }
  return Float64Array.from(edges).sort();
}

/**
 * Halves the elements that `flag` marks until it marks none.
 * @throws InputError if that takes too many elements
 */
export function refineEdges(
  edges: Float64Array,
  flag: (edges: Float64Array) => readonly boolean[],
  levels: number = MAX_LEVELS,
): Float64Array {
  const mesh = { panels: panelsBetween(edges), points: [], logOpenMass: 0 };
  return edgesOf(refineMesh(mesh, (panels) => flag(edgesOf(panels)), levels).panels);
}

/** The same for a mesh; its points stay between the same panels. */
export function refineMesh(
  mesh: LineMesh,
  flag: (panels: readonly LinePanel[], points: readonly MassPoint[]) => readonly boolean[],
  levels: number = MAX_LEVELS,
): LineMesh {
  let { panels, points } = mesh;
  for (let level = 0; level < levels; level++) {
    const marked = flag(panels, points);
    if (!marked.includes(true)) break;
    const parts = panels.map((panel, j) => (marked[j] ? cut(panel, 2) : [panel]));
    points = points.map((point) => ({ ...point, index: parts.slice(0, point.index).flat().length }));
    panels = parts.flat();
    if (panels.length > MAX_ELEMENTS) throw tooManyElements(panels);
  }
  return { ...mesh, panels, points };
}

function tooManyElements(panels: readonly LinePanel[]): InputError {
  return new InputError({
    argument: "density",
    verb: "be resolved by",
    allowed: `${MAX_ELEMENTS} elements on [${start(panels[0])}, ${end(panels[panels.length - 1])}]`,
    problem: `${panels.length} or more`,
  });
}

/** The panels between increasing edges as a mesh. */
export function meshBetween(edges: Float64Array): LineMesh {
  return { panels: panelsBetween(edges), points: [], logOpenMass: -Infinity };
}

/** The same edges, with more between them, so that no panel is wider than `widest`. */
export function atMost(widest: number, edges: Float64Array): Float64Array {
  return edgesOf(panelsBetween(edges).flatMap((panel) => cut(panel, Math.ceil((panel.to - panel.from) / widest))));
}

function unresolved(density: Density, panels: readonly LinePanel[]): boolean[] {
  const nodes = panelRule(panels, POINTS);
  const logPdf = logPdfOnPanels(density, nodes);
  return panels.map(({ from, to }, e) => {
    const values = logPdf.subarray(e * POINTS, (e + 1) * POINTS);
    const variation = Math.max(...values) - Math.min(...values);
    const coefficients = legendreCoefficients(values);
    const tail = Math.max(...coefficients.subarray(POINTS - 3).map(Math.abs));
    // The error of log p is its own rounding plus its slope times the rounding of x.
    const slope = variation / (to - from);
    const rounding =
      1e-14 * Math.max(...values.map(Math.abs)) + 8 * Number.EPSILON * Math.abs(nodes.offsets[e * POINTS]) * slope;
    return variation > MAX_LOG_VARIATION || tail > Math.max(LOG_TOLERANCE, rounding);
  });
}

/** The largest log p at the nodes of each panel. */
function largestOnPanels(logPdf: Float64Array): Float64Array {
  return Float64Array.from({ length: logPdf.length / POINTS }, (_, j) =>
    Math.max(...logPdf.subarray(j * POINTS, (j + 1) * POINTS)),
  );
}
