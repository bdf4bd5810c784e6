import { checkWhole } from "../../numerics/check.ts";
import { checkReconstruction } from "../../reconstruction/check-reconstruction.ts";
import type { Reconstruction } from "../../reconstruction/reconstruction.ts";
import { pathDifference, type RefinedDifferences } from "../energy/energy-difference.ts";
import { gaussLegendreRule } from "../energy/path-rule.ts";
import { acceptanceProbability, isAccepted } from "../steps/metropolis-accept.ts";
import type { MetropolisInfo } from "../steps/metropolis-step.ts";

/** A comparison of two quadrature rules on the same proposals. */
export interface RuleComparison {
  /** The number of Gauss points of the coarser rule. */
  readonly nodes: number;
  /** The number of Gauss points of the finer rule. If each decision takes as many points as it needs, this is the least number. */
  readonly against: number;
  /** The number of proposals on which the rules were compared. */
  readonly proposals: number;
  /** The mean of |difference of the two energy differences|, over the proposals for which both are finite. */
  readonly meanDifference: number;
  /** The mean of |difference of the two acceptance probabilities|. */
  readonly acceptanceEffect: number;
  /** The number of decisions, made with the run's own uniform numbers, on which the two rules differ. */
  readonly reversed: number;
}

/** The accuracy of the quadrature along the segments of a run, measured on the run's own proposals. */
export interface QuadratureReport {
  /**
   * A comparison of K points with 2 K points, where K is the given number. If no number was given, 1 point is compared with 2
   * points, or with as many as the decisions needed.
   */
  readonly comparison: RuleComparison;
  /** The numbers of points that the decisions needed, or null if a number was given. */
  readonly refinement: {
    readonly meanNodes: number;
    readonly largestNodes: number;
    /** The number of proposals that needed more than two points. */
    readonly refined: number;
    /** The number of proposals whose decision the finest rule left open. */
    readonly undecided: number;
  } | null;
  /** The fraction of decisions that a finer rule reverses, among those that were compared, or audited with 32 points. */
  readonly reversedFraction: number;
  /** The number of decisions of which `reversedFraction` is a fraction. */
  readonly decisions: number;
}

/** The first step and every `EVERY`-th step after it are compared with a finer rule. In a large run these are hundreds of steps. */
const EVERY = 20;
/** The number of points of the rule with which decisions on refined differences are audited. */
export const AUDIT_NODES = 32;
/** The largest number of points that can be compared with a rule of twice as many points. */
const MOST_CHECKED_NODES = 100;

/** Collects sums over proposals. */
class Comparison {
  #proposals = 0;
  #finite = 0;
  #difference = 0;
  #effect = 0;
  #reversed = 0;

  /** Adds the energy differences of two rules for the same proposals of a step. */
  add({ cost, energyDifference, uniforms }: MetropolisInfo, coarse: Float64Array, fine: Float64Array): void {
    for (let chain = 0; chain < cost.length; chain++) {
      // The cost of `mala` has another part, which does not depend on the rule.
      const correction = cost[chain] - energyDifference[chain];
      const costs = [coarse[chain] + correction, fine[chain] + correction];
      const [one, other] = costs.map(acceptanceProbability);
      const difference = Math.abs(coarse[chain] - fine[chain]);
      this.#proposals += 1;
      if (Number.isFinite(difference)) {
        this.#finite += 1;
        this.#difference += difference;
      }
      this.#effect += Math.abs(one - other);
      this.#reversed += isAccepted(uniforms[chain], costs[0]) === isAccepted(uniforms[chain], costs[1]) ? 0 : 1;
    }
  }

  report(nodes: number, against: number): RuleComparison {
    return {
      nodes,
      against,
      proposals: this.#proposals,
      meanDifference: this.#difference / this.#finite,
      acceptanceEffect: this.#effect / this.#proposals,
      reversed: this.#reversed,
    };
  }
}

/**
 * Observes the steps of Metropolis chains whose energy differences are path integrals, and measures what a finer quadrature rule
 * would change. It uses no random numbers, so that the chains are the same with and without it.
 */
export class QuadratureCheck {
  readonly #r: Reconstruction;
  readonly #nodes: number | null;
  readonly #comparison = new Comparison();
  readonly #audit = new Comparison();
  #steps = 0;
  #refinedProposals = 0;
  #nodesInAll = 0;
  #largestNodes = 0;
  #refined = 0;
  #undecided = 0;

  /** @param nodes the number of points of the rule that the chains use, or null for `refinedPathDifference` */
  constructor(r: Reconstruction, nodes: number | null) {
    checkReconstruction("r", r);
    if (nodes !== null) checkWhole("nodes", nodes, 1, MOST_CHECKED_NODES);
    this.#r = r;
    this.#nodes = nodes;
  }

  /** @param from the positions of the chains before the step, (chains, d) */
  add(from: Float64Array, info: MetropolisInfo): void {
    const isCompared = this.#steps % EVERY === 0;
    this.#steps += 1;
    const { energyDifference, proposed, refined } = info;
    if (refined) this.#addRefined(info, refined);
    if (!isCompared) return;
    const finer = pathDifference(this.#r, gaussLegendreRule(this.#nodes === null ? AUDIT_NODES : 2 * this.#nodes));
    (refined ? this.#audit : this.#comparison).add(info, energyDifference, finer(from, proposed));
  }

  /** The report on the steps so far, or null before the first step. */
  report(): QuadratureReport | null {
    if (this.#steps === 0) return null;
    const adaptive = this.#nodes === null;
    const nodes = this.#nodes ?? 1;
    const comparison = this.#comparison.report(nodes, 2 * nodes);
    const { reversed, proposals } = adaptive ? this.#audit.report(nodes, AUDIT_NODES) : comparison;
    const refinement = adaptive
      ? {
          meanNodes: this.#nodesInAll / this.#refinedProposals,
          largestNodes: this.#largestNodes,
          refined: this.#refined,
          undecided: this.#undecided,
        }
      : null;
    return { comparison, refinement, reversedFraction: reversed / proposals, decisions: proposals };
  }

  #addRefined(info: MetropolisInfo, { coarse, nodes, undecided }: RefinedDifferences): void {
    this.#comparison.add(info, coarse, info.energyDifference);
    this.#undecided += undecided;
    this.#refinedProposals += nodes.length;
    for (const count of nodes) {
      this.#nodesInAll += count;
      this.#refined += count > 2 ? 1 : 0;
      this.#largestNodes = Math.max(this.#largestNodes, count);
    }
  }
}
