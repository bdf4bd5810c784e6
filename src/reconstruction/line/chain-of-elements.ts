import type { MassPoint } from "../../density/mass.ts";
import type { CondensedElement } from "./condensed-element.ts";

/**
 * The energy of everything on one side of a node, as a function of the value y at the node: admittance (y - rest)^2 / 2, in units of the
 * adjacent element.
 */
export interface Side {
  readonly admittance: number;
  readonly rest: number;
}

/** What lies between two elements, or at an end: nothing, a gap that no flux passes, or a point. */
export type Joint = "shared" | "gap" | Pick<MassPoint, "logMass" | "logResistance">;

/** Mean and half difference of the values at an element's ends. */
export interface EndValues {
  readonly mean: number;
  readonly difference: number;
}

const NOTHING: Side = { admittance: 0, rest: 0 };

/**
 * Solves a chain of elements by elimination from both ends. Each step adds and multiplies positive numbers only (admittances in
 * series and in parallel). Values and differences therefore have small relative errors, whatever the sizes of elements and
 * weights: a mass of 1e-20 on an element of width 1e-18 is not lost beside a stiffness of 1e16.
 *
 * @param joints the joint to the left of each element, then the one to the right of the last
 */
export function solveChain(
  elements: readonly CondensedElement[],
  joints: readonly Joint[],
  sigma: number,
): EndValues[] {
  const fromLeft: Side[] = [];
  let side = NOTHING;
  elements.forEach((element, e) => {
    const before = e === 0 ? element.logScale : elements[e - 1].logScale;
    side = throughJoint(side, joints[e], before, element.logScale, sigma);
    fromLeft.push(side);
    side = across(side, element);
  });
  const values = new Array<EndValues>(elements.length);
  side = NOTHING;
  for (let e = elements.length - 1; e >= 0; e--) {
    const element = elements[e];
    const before = e === elements.length - 1 ? element.logScale : elements[e + 1].logScale;
    side = throughJoint(side, joints[e + 1], before, element.logScale, sigma);
    values[e] = between(fromLeft[e], side, element);
    side = across(side, mirrored(element));
  }
  return values;
}

/** The side beyond a joint, in units of the element at the joint. */
function throughJoint(side: Side, joint: Joint, logScale: number, nextLogScale: number, sigma: number): Side {
  if (joint === "gap") return NOTHING;
  let { admittance, rest } = side;
  if (joint !== "shared") {
    const resistance = Math.exp(joint.logResistance + logScale) / sigma ** 2;
    const mass = Math.exp(joint.logMass - logScale);
    // First in series with the resistance, then in parallel with the mass, whose rest value is g = 0.
    admittance = admittance === 0 ? 0 : 1 / (1 / admittance + resistance);
    if (mass > 0) rest = admittance === 0 ? 0 : rest / (1 + mass / admittance);
    admittance += mass;
  }
  return { admittance: admittance * Math.exp(logScale - nextLogScale), rest };
}

/** The side to the right of an element, from the side to its left: the least energy for each value at the right end. */
function across({ admittance, rest }: Side, element: CondensedElement): Side {
  const { massTerm, mixedTerm, slopeTerm, meanLoad, slopeLoad } = element;
  const [strong, weak] = parts(admittance);
  const series = 4 * strong + weak * (massTerm - 2 * mixedTerm + slopeTerm);
  const stiffness = strong * (massTerm + 2 * mixedTerm + slopeTerm) + weak * determinant(element);
  const pull =
    strong * rest * (slopeTerm - massTerm) +
    meanLoad * (2 * strong + weak * (slopeTerm - mixedTerm)) +
    slopeLoad * (2 * strong + weak * (massTerm - mixedTerm));
  return { admittance: stiffness / series, rest: stiffness > 0 ? pull / stiffness : 0 };
}

/** The values at the ends of an element between two sides. */
function between(left: Side, right: Side, element: CondensedElement): EndValues {
  const { massTerm, mixedTerm, slopeTerm, meanLoad, slopeLoad } = element;
  const [strongL, weakL] = parts(left.admittance);
  const [strongR, weakR] = parts(right.admittance);
  const own = determinant(element);
  const [ahead, behind] = [massTerm + 2 * mixedTerm + slopeTerm, massTerm - 2 * mixedTerm + slopeTerm];
  const total = 4 * strongL * strongR + strongL * weakR * ahead + strongR * weakL * behind + weakL * weakR * own;
  // Values are measured from the left side's rest value.
  const [rest, apart] = [left.rest, right.rest - left.rest];
  const difference =
    strongR * apart * (2 * strongL + weakL * (massTerm - mixedTerm)) +
    strongR * weakL * (slopeLoad - meanLoad + (massTerm - mixedTerm) * rest) +
    strongL * weakR * (slopeLoad + meanLoad - (massTerm + mixedTerm) * rest) +
    weakL * weakR * (massTerm * slopeLoad - mixedTerm * meanLoad);
  const mean =
    2 * strongL * strongR * apart +
    strongL * weakR * (meanLoad + slopeLoad - (massTerm + mixedTerm) * rest) +
    strongR * weakL * (meanLoad - slopeLoad - (massTerm - mixedTerm) * rest + apart * (slopeTerm - mixedTerm)) +
    weakL * weakR * (slopeTerm * meanLoad - mixedTerm * slopeLoad - own * rest);
  return { mean: rest + mean / total, difference: difference / total };
}

/** a / (1 + a) and 1 / (1 + a), for an infinite a too. */
function parts(admittance: number): [strong: number, weak: number] {
  return admittance === Infinity ? [1, 0] : [admittance / (1 + admittance), 1 / (1 + admittance)];
}

function determinant({ massTerm, mixedTerm, slopeTerm }: CondensedElement): number {
  return Math.max(0, massTerm * slopeTerm - mixedTerm ** 2);
}

function mirrored(element: CondensedElement): CondensedElement {
  return { ...element, mixedTerm: -element.mixedTerm, slopeLoad: -element.slopeLoad };
}
