import { gaussLegendre } from "./gauss-legendre.ts";

/**
 * A panel of the line. With an anchor it is [anchor + from, anchor + to]. Close to a singular point, distances from that point have
 * more digits than positions. Without an anchor the panel is [from, to].
 */
export interface LinePanel {
  readonly from: number;
  readonly to: number;
  readonly anchor?: number | undefined;
}

/** Quadrature nodes on panels, n on each panel. */
export interface LineNodes {
  readonly panels: readonly LinePanel[];
  readonly perPanel: number;
  /** The nodes in the form of the panels: distances from the anchor, or positions. */
  readonly offsets: Float64Array;
  /** The rounded positions of the nodes. */
  readonly positions: Float64Array;
  readonly weights: Float64Array;
}

/** The left end of a panel. */
export function start({ from, anchor = 0 }: LinePanel): number {
  return anchor + from;
}

/** The right end of a panel. */
export function end({ to, anchor = 0 }: LinePanel): number {
  return anchor + to;
}

/** The panels between increasing numbers. */
export function panelsBetween(edges: ArrayLike<number>): LinePanel[] {
  return Array.from({ length: edges.length - 1 }, (_, j) => ({ from: edges[j], to: edges[j + 1] }));
}

/** The ends of all panels in increasing order, each one once. */
export function edgesOf(panels: readonly LinePanel[]): Float64Array {
  const edges = panels.flatMap((panel) => [start(panel), end(panel)]);
  return Float64Array.from(edges.filter((edge, i) => i === 0 || edge > edges[i - 1]));
}

/** The equal parts of a panel. */
export function cut({ from, to, anchor }: LinePanel, parts: number): LinePanel[] {
  const at = (k: number): number => (k === 0 ? from : k === parts ? to : from + ((to - from) * k) / parts);
  return Array.from({ length: parts }, (_, k) => ({ from: at(k), to: at(k + 1), anchor }));
}

/** The parts of panels that are cut at the places inside them. */
export function cutAt(panels: readonly LinePanel[], places: ArrayLike<number>): LinePanel[] {
  const sorted = Float64Array.from(places).sort();
  return panels.flatMap(({ from, to, anchor }) => {
    const inside = Array.from(sorted, (place) => place - (anchor ?? 0)).filter((place) => place > from && place < to);
    const edges = [from, ...inside, to];
    return inside.length === 0
      ? [{ from, to, anchor }]
      : edges.slice(1).map((last, k): LinePanel => ({ from: edges[k], to: last, anchor }));
  });
}

/** The n-point Gauss-Legendre rule on every panel. Panel j has the nodes j n to (j + 1) n - 1. */
export function panelRule(panels: readonly LinePanel[], n: number): LineNodes {
  const reference = gaussLegendre(n);
  const [offsets, positions, weights] = [0, 0, 0].map(() => new Float64Array(panels.length * n));
  panels.forEach(({ from, to, anchor = 0 }, j) => {
    const [center, half] = [(from + to) / 2, (to - from) / 2];
    for (let i = 0; i < n; i++) {
      const at = j * n + i;
      offsets[at] = center + half * reference.nodes[i];
      positions[at] = anchor + offsets[at];
      weights[at] = half * reference.weights[i];
    }
  });
  return { panels, perPanel: n, offsets, positions, weights };
}
