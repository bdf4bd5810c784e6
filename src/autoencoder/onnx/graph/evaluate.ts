import { size } from "./broadcast.ts";
import { inOrder } from "./gradient.ts";
import type { Computation, Numbers, Value } from "./value.ts";

/** The numbers of a value, whose array is put in place when it is known. */
interface Place extends Numbers {
  data: Float64Array;
}

/** A value that has to be computed. */
interface Step {
  readonly into: NonNullable<Computation["into"]>;
  readonly place: Place;
  /** The numbers that it reads. */
  readonly inputs: ReadonlySet<Numbers>;
}

/**
 * Values that plain TypeScript computes in float64, again and again for inputs of the same shapes. The order of the steps and their
 * arrays are chosen once. An array is used again as soon as no later step needs its numbers, so that few arrays are in use, which stay
 * in the cache, and a run leaves nothing to the garbage collector.
 */
export class Evaluation {
  readonly #inputs = new Map<string, Place>();
  readonly #steps: readonly Step[];
  readonly #ends: readonly Numbers[];

  /**
   * @param shapes of the inputs, by name
   * @throws Error for an input without a shape
   */
  constructor(ends: readonly Value[], shapes: Readonly<Record<string, readonly number[]>>) {
    const known = new Map<Value, Numbers>();
    const steps: Step[] = [];
    for (const value of inOrder(ends)) {
      const inputs = value.inputs.map((one) => known.get(one) as Numbers);
      known.set(value, value.numbers ?? this.#input(value, shapes) ?? addStep(steps, value, inputs));
    }
    this.#steps = steps;
    this.#ends = ends.map((end) => known.get(end) as Numbers);
    chooseArrays(steps, this.#ends);
  }

  /**
   * Computes the values.
   * @param inputs by name
   * @returns the numbers of each value, which are valid until the next run
   */
  run(inputs: Readonly<Record<string, Numbers>>): readonly Numbers[] {
    for (const [name, place] of this.#inputs) place.data = inputs[name].data;
    for (const { into, place } of this.#steps) into(place.data);
    return this.#ends;
  }

  #input({ name }: Value, shapes: Readonly<Record<string, readonly number[]>>): Place | null {
    if (name === undefined) return null;
    const shape = shapes[name];
    if (!shape) throw new Error(`the input ${name} is missing`);
    const place = this.#inputs.get(name) ?? { shape, data: none };
    this.#inputs.set(name, place);
    return place;
  }
}

/** Evaluates values once: the reference with which engines are compared. */
export function evaluate(ends: readonly Value[], inputs: Readonly<Record<string, Numbers>>): readonly Numbers[] {
  const shapes = Object.fromEntries(Object.entries(inputs).map(([name, { shape }]) => [name, shape]));
  return new Evaluation(ends, shapes).run(inputs);
}

const none = new Float64Array(0);

/** The numbers of another value in another shape. */
class View implements Numbers {
  readonly shape: readonly number[];
  readonly of: Numbers;

  constructor(shape: readonly number[], numbers: Numbers) {
    this.shape = shape;
    this.of = owner(numbers);
  }

  get data(): Float64Array {
    return this.of.data;
  }
}

function owner(numbers: Numbers): Numbers {
  return numbers instanceof View ? numbers.of : numbers;
}

/** Adds the step that computes a value. There is none for a value that has the numbers of its first input. */
function addStep(steps: Step[], { operator }: Value, inputs: readonly Numbers[]): Numbers {
  const { shape, into } = operator.prepare(inputs);
  if (!into) return new View(shape, inputs[0]);
  const place = { shape, data: none };
  steps.push({ into, place, inputs: new Set(inputs.map(owner)) });
  return place;
}

/** Gives each step an array that no later step and no end still needs. */
function chooseArrays(steps: readonly Step[], ends: readonly Numbers[]): void {
  const lastUse = new Map<Numbers, Step | null>();
  for (const step of steps) for (const one of step.inputs) lastUse.set(one, step);
  for (const end of ends) lastUse.set(owner(end), null);
  const computed = new Set<Numbers>(steps.map(({ place }) => place));
  const free = new Map<number, Float64Array[]>();
  for (const step of steps) {
    const length = size(step.place.shape);
    step.place.data = free.get(length)?.pop() ?? new Float64Array(length);
    for (const one of step.inputs) {
      if (!computed.has(one) || lastUse.get(one) !== step) continue;
      free.set(one.data.length, [...(free.get(one.data.length) ?? []), one.data]);
    }
  }
}
