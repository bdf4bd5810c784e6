/** 2^-53, half the distance from 1 to the next float64: the largest relative error of one rounding. */
export const UNIT_ROUNDOFF: number = 2 ** -53;
