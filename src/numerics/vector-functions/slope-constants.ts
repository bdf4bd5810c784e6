import { FDLIBM_CONSTANTS, fdlibmConstants, vectorsOf } from "./fdlibm-constants.ts";

/** The constants of assembly/slopes.ts that follow those of the exponential. */
const OWN = [1, -2, 4];

export const SLOPE_NUMBERS: number = 2 * (FDLIBM_CONSTANTS + OWN.length);

/** The constants that assembly/slopes.ts reads. */
export function slopeConstants(): Float64Array {
  return Float64Array.from([...fdlibmConstants("negative"), ...vectorsOf(OWN)]);
}
