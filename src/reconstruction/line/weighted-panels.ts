import type { Density } from "../../density/density.ts";
import { logPdfOnPanels } from "../../density/log-pdf-on-panels.ts";
import { cut, end, type LinePanel, panelRule, start } from "../../numerics/quadrature/line-panels.ts";
import { maximum } from "../../numerics/sorting/maximum.ts";
import type { LineMesh } from "./mesh-1d.ts";

/** Mass, mean and variance of the clean point given the corrupted one. */
export interface Posterior {
  /** log p_sigma at the corrupted point. */
  readonly logMass: number;
  /** E[x | x~] - x~. */
  readonly shift: number;
  /** Var[x | x~]. */
  readonly variance: number;
  /** How far the nodes that it is made of may lie from where they should. */
  readonly rounding: number;
}

/** Gauss-Legendre points per panel. */
const POINTS = 16;
/** What is below exp(-45) of the largest weight is left out. */
export const NEGLIGIBLE_LOG_WEIGHT = 45;
/** Parts narrower than this, relative to their position, are measured from their beginning: positions are rounded too much. */
const NARROW_PART = 2 ** -10;
/** Parts of panels that are kept in memory: 10 MB. */
const MOST_KEPT = 20_000;

/** Nodes with the logarithms of their weights. */
interface Part {
  /** What offsets are measured from; 0 for positions. */
  readonly anchor: number;
  readonly offsets: Float64Array;
  /** log(quadrature weight) + log p - log(sigma sqrt(2 pi)). */
  readonly logWeights: Float64Array;
  /** Of the offsets. */
  readonly rounding: number;
}

/** A panel, or a point with mass. */
interface Piece {
  readonly from: number;
  readonly to: number;
  /** About the logarithm of the most that a stretch of a sigma within it weighs. */
  readonly logWeight: number;
  readonly width: number;
  readonly parts: number;
  part(k: number): Part;
}

/**
 * p at quadrature nodes, ready to be multiplied by the corruption's Gaussian kernel around any point. Panels wider than the kernel
 * wants them are cut, and p is evaluated on the parts, when a point is asked for that they matter to: a panel of the tail
 * of a heavy-tailed density may be a million sigma wide.
 */
export class WeightedPanels {
  readonly mesh: LineMesh;
  /** The largest log p at a node. */
  readonly logPeak: number;
  readonly #density: Density;
  readonly #sigma: number;
  readonly #pieces: readonly Piece[];
  /** The parts of each panel that were evaluated. */
  readonly #kept: readonly Map<number, Part>[];
  #countKept = 0;
  /** log(sigma sqrt(2 pi)). */
  readonly #logNormalization: number;
  #weights = new Float64Array(64 * POINTS);
  #offsets = new Float64Array(64 * POINTS);

  /** @param widest what a panel may measure, for 16 points to integrate the kernel to rounding */
  constructor(density: Density, sigma: number, mesh: LineMesh, widest: number) {
    this.mesh = mesh;
    this.#density = density;
    this.#sigma = sigma;
    this.#logNormalization = Math.log(sigma * Math.sqrt(2 * Math.PI));
    this.#kept = mesh.panels.map(() => new Map());
    const logPdf = logPdfOnPanels(density, panelRule(mesh.panels, POINTS));
    this.logPeak = maximum(logPdf);
    const panels = mesh.panels.map((panel, j) =>
      this.#panelPiece(panel, j, maximum(logPdf.subarray(j * POINTS, (j + 1) * POINTS)), widest),
    );
    this.#pieces = [...panels, ...mesh.points.map(({ at, logMass }) => this.#pointPiece(at, logMass))];
  }

  /** Of the clean point, given the corrupted one. */
  posterior(x: number): Posterior {
    const { count, largest, rounding } = this.#gather(x);
    const [weights, offsets] = [this.#weights, this.#offsets];
    let mass = 0;
    let moment = 0;
    for (let i = 0; i < count; i++) {
      mass += weights[i];
      moment += weights[i] * offsets[i];
    }
    const shift = moment / mass;
    let spread = 0;
    for (let i = 0; i < count; i++) spread += weights[i] * (offsets[i] - shift) ** 2;
    return { logMass: largest + Math.log(mass), shift, variance: spread / mass, rounding };
  }

  /** Writes the weights, over exp(largest), and distances from x of all nodes that matter to it. */
  #gather(x: number): { count: number; largest: number; rounding: number } {
    const logKernel = -0.5 / this.#sigma ** 2;
    const bound = ({ from, to, logWeight }: Piece): number => {
      const nearest = Math.max(from - x, x - to, 0);
      return logWeight + logKernel * nearest * nearest;
    };
    let largest = -Infinity;
    for (const piece of this.#pieces) largest = Math.max(largest, bound(piece));
    let [count, rounding] = [0, 0];
    for (const piece of this.#pieces) {
      const excess = piece.logWeight - largest + NEGLIGIBLE_LOG_WEIGHT;
      if (!(bound(piece) >= largest - NEGLIGIBLE_LOG_WEIGHT)) continue;
      const reach = this.#sigma * Math.sqrt(2 * excess);
      const last = Math.min(piece.parts - 1, Math.floor(((x + reach - piece.from) / piece.width) * piece.parts));
      const first = Math.max(0, Math.min(last, Math.floor(((x - reach - piece.from) / piece.width) * piece.parts)));
      for (let k = first; k <= last; k++) {
        const part = piece.part(k);
        count = this.#take(part, x, largest, count);
        rounding = Math.max(rounding, part.rounding);
      }
    }
    return { count, largest, rounding };
  }

  #take({ anchor, offsets, logWeights }: Part, x: number, largest: number, begin: number): number {
    this.#grow(begin + offsets.length);
    const logKernel = -0.5 / this.#sigma ** 2;
    const distance = x - anchor;
    for (let i = 0; i < offsets.length; i++) {
      const offset = offsets[i] - distance;
      this.#offsets[begin + i] = offset;
      this.#weights[begin + i] = Math.exp(logWeights[i] + logKernel * offset * offset - largest);
    }
    return begin + offsets.length;
  }

  #grow(size: number): void {
    if (size <= this.#weights.length) return;
    const [weights, offsets] = [this.#weights, this.#offsets];
    this.#weights = new Float64Array(2 * size);
    this.#offsets = new Float64Array(2 * size);
    this.#weights.set(weights);
    this.#offsets.set(offsets);
  }

  #panelPiece(panel: LinePanel, j: number, logMaximum: number, widest: number): Piece {
    const width = panel.to - panel.from;
    const parts = Math.ceil(width / widest);
    const logWidth = Math.log(Math.min(width, this.#sigma * Math.sqrt(2 * Math.PI)));
    return {
      from: start(panel),
      to: end(panel),
      logWeight: logMaximum + logWidth - this.#logNormalization,
      // Of a panel next to a singular point, too narrow for positions to tell its ends apart.
      width: Math.max(width, Number.MIN_VALUE),
      parts,
      part: (k) => this.#part(panel, j, k, parts),
    };
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

  /** From its beginning, where it is narrow for where it lies, and the density can be evaluated so. */
  #measured(panel: LinePanel): LinePanel {
    const { from, to, anchor } = panel;
    if (anchor !== undefined || !this.#density.logPdfNear) return panel;
    return to - from < NARROW_PART * Math.max(Math.abs(from), Math.abs(to))
      ? { from: 0, to: to - from, anchor: from }
      : panel;
  }

  #pointPiece(at: number, logMass: number): Piece {
    const logWeight = logMass - this.#logNormalization;
    const part = { anchor: at, offsets: Float64Array.of(0), logWeights: Float64Array.of(logWeight), rounding: 0 };
    return { from: at, to: at, logWeight, width: 1, parts: 1, part: () => part };
  }
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
