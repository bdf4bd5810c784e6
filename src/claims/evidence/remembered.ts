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

/** The same function of objects, such as densities or parts of a claim, and of numbers, which computes its result once for each set of them. */
export function rememberedAt<Key extends readonly unknown[], Result>(
  compute: (...key: Key) => Result,
): (...key: Key) => Result {
  const root = new Place<Result>();
  return (...key) => {
    const place = key.reduce((from: Place<Result>, part) => from.beyond(part), root);
    place.known ??= { result: compute(...key) };
    return place.known.result;
  };
}

/** A place in a tree, to which the parts of a key lead. */
class Place<Result> {
  known: { readonly result: Result } | undefined;
  readonly #byObject = new WeakMap<object, Place<Result>>();
  readonly #byNumber = new Map<unknown, Place<Result>>();

  /** The place to which a part of a key leads from here. */
  beyond(part: unknown): Place<Result> {
    const isObject = (typeof part === "object" && part !== null) || typeof part === "function";
    const found = isObject ? this.#byObject.get(part) : this.#byNumber.get(part);
    if (found) return found;
    const place = new Place<Result>();
    if (isObject) this.#byObject.set(part, place);
    else this.#byNumber.set(part, place);
    return place;
  }
}
