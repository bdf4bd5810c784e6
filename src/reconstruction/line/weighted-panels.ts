import type { Density } from "../../density/density.ts";
import { logPdfOnPanels } from "../../density/log-pdf-on-panels.ts";
import { NO_SLOT } from "../../numerics/memory-slots.ts";
import { gaussRuleOfWeights } from "../../numerics/quadrature/gauss-rule-of-weights.ts";
import { cut, end, type LinePanel, panelRule, start } from "../../numerics/quadrature/line-panels.ts";
import { maximum } from "../../numerics/sorting/maximum.ts";
import type { LineMesh } from "./mesh-1d.ts";
import { MOST_NODES, type NodesPart, nodeSums } from "./node-sums.ts";

/** Mass, mean and variance of the clean point given the corrupted one. */
export interface Posterior {
  /** log p_sigma at the corrupted point. */
  readonly logMass: number;
  /** E[x | x~] - x~. */
  readonly shift: number;
  /** Var[x | x~]. */
  readonly variance: number;
  /** The largest error of the positions of the nodes used. */
  readonly rounding: number;
}

/** Gauss-Legendre points per panel. */
const POINTS = MOST_NODES;
/** Weights below exp(-45) of the largest weight are left out. */
export const NEGLIGIBLE_LOG_WEIGHT = 45;
/**
 * Nodes of a part narrower than this, relative to its position, are measured from the part's start, because positions are rounded too much.
 */
const NARROW_PART = 2 ** -10;
/** In a mesh with more panels than this, panels that lie together within one width of the kernel are joined. */
const MANY_PANELS = 1_000;
/** Only runs of at least this many panels are joined. */
const FEWEST_JOINED = 4;
/** Parts of panels that are kept in memory: 10 MB. */
const MOST_KEPT = 20_000;

/** Nodes whose logWeights are log(quadrature weight) + log p - log(sigma sqrt(2 pi)). */
interface Part extends NodesPart {
  /** The rounding of the offsets. */
  readonly rounding: number;
}

/** A panel, or a point with mass. */
interface Piece {
  readonly from: number;
  readonly to: number;
  /** Approximately the logarithm of the largest weight of a stretch of one sigma within it. */
  readonly logWeight: number;
  readonly width: number;
  readonly parts: number;
  part(k: number): Part;
}

/**
 * p at quadrature nodes, ready to be multiplied by the corruption's Gaussian kernel around any point. A panel that is too wide for the
 * kernel is cut when a point needs it, and p is evaluated on the parts: a panel in the tail of a heavy-tailed density may be a million
 * sigma wide. Where there are thousands of panels, those much narrower than the kernel are joined, and the 16-point Gauss rule with
 * weight p replaces their nodes.
 */
export class WeightedPanels {
  readonly mesh: LineMesh;
  /** The largest log p at a node. */
  readonly logPeak: number;
  readonly #density: Density;
  readonly #sigma: number;
  /** From left to right, without overlap. */
  readonly #pieces: readonly Piece[];
  /** The largest `logWeight`. */
  readonly #logLargest: number;
  /** The parts of each panel that were evaluated. */
  readonly #kept: readonly Map<number, Part>[];
  #countKept = 0;
  /** log(sigma sqrt(2 pi)). */
  readonly #logNormalization: number;

  /** @param widest the largest width of a panel over which 16 points integrate the kernel to rounding */
  constructor(density: Density, sigma: number, mesh: LineMesh, widest: number) {
    this.mesh = mesh;
    this.#density = density;
    this.#sigma = sigma;
    this.#logNormalization = Math.log(sigma * Math.sqrt(2 * Math.PI));
    this.#kept = mesh.panels.map(() => new Map());
    const logPdf = logPdfOnPanels(density, panelRule(mesh.panels, POINTS));
    this.logPeak = maximum(logPdf);
    const panels = joinedPanels(mesh, widest).flatMap(([first, last]) =>
      last - first > FEWEST_JOINED
        ? [this.#joinedPiece(first, last, logPdf)]
        : mesh.panels
            .slice(first, last)
            .map((panel, j) => this.#panelPiece(panel, first + j, largestOf(logPdf, first + j, first + j + 1), widest)),
    );
    const points = mesh.points.map(({ at, logMass }) => this.#pointPiece(at, logMass));
    this.#pieces = [...panels, ...points].sort((a, b) => a.from - b.from);
    this.#logLargest = this.#pieces.reduce((largest, { logWeight }) => Math.max(largest, logWeight), -Infinity);
  }

  /** The posterior of the clean point, given the corrupted one. */
  posterior(x: number): Posterior {
    const { parts, largest } = this.#gather(x);
    const { mass, moment, squares } = nodeSums(parts, { x, logKernel: -0.5 / this.#sigma ** 2, largest });
    let rounding = 0;
    for (const part of parts) rounding = Math.max(rounding, part.rounding);
    return { logMass: largest + Math.log(mass), shift: moment / mass, variance: squares / mass, rounding };
  }

  /** All parts that matter to x, and approximately the logarithm of the largest weight. */
  #gather(x: number): { parts: readonly Part[]; largest: number } {
    const near = this.#firstFrom(x);
    const largest = this.#largestAt(x, near);
    const least = largest - NEGLIGIBLE_LOG_WEIGHT;
    const [first, last] = [this.#furthest(x, near - 1, -1, least), this.#furthest(x, near, 1, least)];
    const parts: Part[] = [];
    for (let i = first; i <= last; i++) {
      const piece = this.#pieces[i];
      if (!(this.#mostAt(x, piece, piece.logWeight) >= least)) continue;
      const cutoff = this.#sigma * Math.sqrt(2 * (piece.logWeight - least));
      const to = Math.min(piece.parts - 1, Math.floor(((x + cutoff - piece.from) / piece.width) * piece.parts));
      const from = Math.max(0, Math.min(to, Math.floor(((x - cutoff - piece.from) / piece.width) * piece.parts)));
      for (let k = from; k <= to; k++) parts.push(piece.part(k));
    }
    return { parts, largest };
  }

  /** Approximately the logarithm of the largest weight at x of a piece with that weight at that place. */
  #mostAt(x: number, { from, to }: Piece, logWeight: number): number {
    const nearest = Math.max(from - x, x - to, 0) / this.#sigma;
    return logWeight - (nearest * nearest) / 2;
  }

  /** The first piece that does not end left of x. */
  #firstFrom(x: number): number {
    let [low, high] = [0, this.#pieces.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#pieces[middle].to < x) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The largest weight of a piece at x. The search runs from x to both sides, as far as a piece of the largest weight could exceed it. */
  #largestAt(x: number, near: number): number {
    const pieces = this.#pieces;
    let largest = -Infinity;
    for (const step of [1, -1]) {
      for (let i = step > 0 ? near : near - 1; i >= 0 && i < pieces.length; i += step) {
        largest = Math.max(largest, this.#mostAt(x, pieces[i], pieces[i].logWeight));
        if (!(this.#mostAt(x, pieces[i], this.#logLargest) > largest)) break;
      }
    }
    return largest;
  }

  /** The last piece in a direction before which a piece may weigh more than `least` at x, or the end. */
  #furthest(x: number, start: number, step: 1 | -1, least: number): number {
    const pieces = this.#pieces;
    let i = start;
    while (i >= 0 && i < pieces.length && this.#mostAt(x, pieces[i], this.#logLargest) >= least) i += step;
    return Math.max(0, Math.min(pieces.length - 1, i));
  }

  #panelPiece(panel: LinePanel, j: number, logMaximum: number, widest: number): Piece {
    const width = panel.to - panel.from;
    const parts = Math.ceil(width / widest);
    const logWidth = Math.log(Math.min(width, this.#sigma * Math.sqrt(2 * Math.PI)));
    return {
      from: start(panel),
      to: end(panel),
      logWeight: logMaximum + logWidth - this.#logNormalization,
      // A panel next to a singular point may be so narrow that its two ends are the same float64.
      width: Math.max(width, Number.MIN_VALUE),
      parts,
      part: (k) => this.#part(panel, j, k, parts),
    };
  }

  /** Joins panels that lie within one width of the kernel into one piece, with the Gauss rule of p on them. */
  #joinedPiece(first: number, last: number, logPdf: Float64Array): Piece {
    const panels = this.mesh.panels.slice(first, last);
    const [from, to] = [start(panels[0]), end(panels[panels.length - 1])];
    const largest = largestOf(logPdf, first, last);
    const nodes = panelRule(panels, POINTS);
    const shares = nodes.weights.map((weight, i) => weight * Math.exp(logPdf[first * POINTS + i] - largest));
    const rule = gaussRuleOfWeights(
      nodes.positions.map((position) => position - from),
      shares,
      POINTS,
    );
    const part = {
      slot: NO_SLOT,
      anchor: from,
      offsets: rule.nodes,
      logWeights: rule.weights.map((weight) => Math.log(weight) + largest - this.#logNormalization),
      rounding: Number.EPSILON * Math.max(Math.abs(from), Math.abs(to)),
    };
    const logWidth = Math.log(Math.min(to - from, this.#sigma * Math.sqrt(2 * Math.PI)));
    const logWeight = largest + logWidth - this.#logNormalization;
    return { from, to, logWeight, width: to - from, parts: 1, part: () => part };
  }

  #part(panel: LinePanel, j: number, k: number, parts: number): Part {
    const known = this.#kept[j].get(k);
    if (known) return known;
    if (++this.#countKept > MOST_KEPT) {
      for (const parts of this.#kept) parts.clear();
      this.#countKept = 1;
    }
    const nodes = panelRule([this.#measured(cutOut(panel, k, parts))], POINTS);
    const [{ anchor }] = nodes.panels;
    const part = {
      slot: NO_SLOT,
      anchor: anchor ?? 0,
      offsets: nodes.offsets,
      logWeights: logPdfOnPanels(this.#density, nodes).map(
        (logPdf, i) => logPdf + Math.log(nodes.weights[i]) - this.#logNormalization,
      ),
      rounding:
        anchor === undefined
          ? Number.EPSILON * Math.max(Math.abs(nodes.offsets[0]), Math.abs(nodes.offsets[POINTS - 1]))
          : 0,
    };
    this.#kept[j].set(k, part);
    return part;
  }

  /** Measured from the part's start, where the part is narrow for its position and the density can be evaluated in this way. */
  #measured(panel: LinePanel): LinePanel {
    const { from, to, anchor } = panel;
    if (anchor !== undefined || !this.#density.logPdfNear) return panel;
    return to - from < NARROW_PART * Math.max(Math.abs(from), Math.abs(to))
      ? { from: 0, to: to - from, anchor: from }
      : panel;
  }

  #pointPiece(at: number, logMass: number): Piece {
    const logWeight = logMass - this.#logNormalization;
    const [offsets, logWeights] = [Float64Array.of(0), Float64Array.of(logWeight)];
    const part = { slot: NO_SLOT, anchor: at, offsets, logWeights, rounding: 0 };
    return { from: at, to: at, logWeight, width: 1, parts: 1, part: () => part };
  }
}

/** The largest log p at the nodes of panels first to last - 1. */
function largestOf(logPdf: Float64Array, first: number, last: number): number {
  return maximum(logPdf.subarray(first * POINTS, last * POINTS));
}

/** Runs of panels, [first, last), that touch and are together no wider than this; single panels where a run would have few. */
function joinedPanels({ panels, points }: LineMesh, widest: number): [first: number, last: number][] {
  const apart = new Set(points.map(({ index }) => index));
  const runs: [number, number][] = [];
  panels.forEach((panel, j) => {
    const run = runs.at(-1);
    const joins =
      run !== undefined &&
      panels.length > MANY_PANELS &&
      !apart.has(j) &&
      start(panel) === end(panels[j - 1]) &&
      end(panel) - start(panels[run[0]]) <= widest;
    if (joins) run[1] = j + 1;
    else runs.push([j, j + 1]);
  });
  return runs;
}

/** The k-th of equal parts of a panel. */
function cutOut({ from, to, anchor }: LinePanel, k: number, parts: number): LinePanel {
  const at = (i: number): number => (i === 0 ? from : i === parts ? to : from + ((to - from) * i) / parts);
  return { from: at(k), to: at(k + 1), anchor };
}

/** The same mesh with every panel cut in the middle. */
export function halved(mesh: LineMesh): LineMesh {
  return {
    ...mesh,
    panels: mesh.panels.flatMap((panel) => cut(panel, 2)),
    points: mesh.points.map((point) => ({ ...point, index: 2 * point.index })),
  };
}
