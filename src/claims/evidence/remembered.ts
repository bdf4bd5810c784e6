/**
 * The same function, which computes its result once for each argument, compared as an object. Claims measure the same networks and
 * densities several times, and their tests measure them again with other parts that are wrong.
 */
export function remembered<Of extends object, Result>(compute: (of: Of) => Result): (of: Of) => Result {
  const known = new WeakMap<Of, { readonly result: Result }>();
  return (of) => {
    const found = known.get(of) ?? { result: compute(of) };
    known.set(of, found);
    return found.result;
  };
}

/** The same function without arguments, which computes its result once, when it is first called. */
export function once<Result>(compute: () => Result): () => Result {
  let known: { readonly result: Result } | undefined;
  return () => {
    known ??= { result: compute() };
    return known.result;
  };
}

/** The same function of a number, which computes its result once for each number. */
export function rememberedFor<Result>(compute: (value: number) => Result): (value: number) => Result {
  const known = new Map<number, { readonly result: Result }>();
  return (value) => {
    const found = known.get(value) ?? { result: compute(value) };
    known.set(value, found);
    return found.result;
  };
}

/** The same function of a density, or another object, and sigma, which computes its result once for each of both. */
export function rememberedAt<Of extends object, Result>(
  compute: (of: Of, sigma: number) => Result,
): (of: Of, sigma: number) => Result {
  const resultsOf = remembered((of: Of) => rememberedFor((sigma) => compute(of, sigma)));
  return (of, sigma) => resultsOf(of)(sigma);
}
