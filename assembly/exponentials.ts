// exp of many numbers, in the memory that src/numerics/vector-functions/exponentials.ts plans.
export { exponentialsInPlace } from "./exponentials-in-place";
