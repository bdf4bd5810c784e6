import { checkText } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { list, quote } from "../../numerics/quote.ts";
import type { OutputKind } from "../output-kind.ts";
import type { ModelInput, TestedModel } from "../tested-model.ts";

/** A model in an ONNX file. */
export interface OnnxFileModel extends TestedModel {
  /** The inputs and the output, such as "model.onnx: inputs x (n, 2) and sigma (1), output score (n, 2), float32". */
  readonly description: string;
}

export interface OnnxFileOptions {
  /** The kind of output. If the file has several outputs, the one with this kind is used. */
  readonly output?: OutputKind | "auto";
  /** The dimension of the points, if the file does not fix it. */
  readonly dim?: number | undefined;
}

/** The names of outputs that tell their kind. */
const KNOWN: readonly (readonly [pattern: RegExp, kind: OutputKind])[] = [
  [/^(r|recon\w*|denoised|x_?0|x_?hat)$/i, "reconstruction"],
  [/^(score|s)$/i, "score"],
  [/^(noise|eps|epsilon)(_?(pred|hat))?$/i, "noise"],
  [/^v(_?(pred|hat))?$/i, "v"],
  [/^(velocity|u)$/i, "velocity"],
  [/^(energy|e)$/i, "energy"],
];
const SIGMA = /sigma|std|noise/i;
const TIME = /^t$|time/i;
const PACKAGE: string = "onnxruntime-node";

/** The part of onnxruntime-node that is used here. */
interface Runtime {
  readonly Tensor: new (type: string, data: Float32Array | Float64Array, shape: readonly number[]) => unknown;
  readonly InferenceSession: { create(path: string, options: object): Promise<Session> };
}
interface Session {
  readonly inputMetadata: readonly Metadata[];
  readonly outputMetadata: readonly Metadata[];
  run(feeds: Record<string, unknown>, fetches: readonly string[]): Promise<Record<string, { readonly data: unknown }>>;
  release(): Promise<void>;
}
interface Metadata {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

/**
 * Opens an ONNX file as a model. The file has an input of points, (n, d), and may have an input of sigma or of a time t, which is a
 * single number or one number for each point. Numbers are float32 or float64. The number of points in a batch may be fixed.
 * @throws InputError for a file that is not such a model
 */
export async function openOnnxFile(path: string, options: OnnxFileOptions = {}): Promise<OnnxFileModel> {
  checkText("path", path);
  const { Tensor, InferenceSession } = (await import(PACKAGE)) as Runtime;
  const session = await openSession(InferenceSession, path);
  const inputs = inputsOf(session, path);
  const { dim, batch } = pointsOf(inputs.points, options.dim, path);
  const output = outputOf(session, options.output ?? "auto", path);
  const precision = floatType(inputs.points, path);
  const array = (values: Float64Array, type: string): Float32Array | Float64Array =>
    type === "float32" ? Float32Array.from(values) : Float64Array.from(values);
  const feed = ({ points, sigma, time }: ModelInput, n: number): Record<string, unknown> => {
    const shape = inputs.points.shape.length === 1 ? [n] : [n, dim];
    const feeds: Record<string, unknown> = {
      [inputs.points.name]: new Tensor(precision, array(points, precision), shape),
    };
    if (inputs.noise) {
      const { name, type, shape: axes } = inputs.noise;
      const own = axes.map((axis) => (typeof axis === "number" && axis > 0 ? axis : n));
      const value = new Float64Array(own.reduce((size, axis) => size * axis, 1)).fill(
        TIME.test(name) && !SIGMA.test(name) ? time : sigma,
      );
      feeds[name] = new Tensor(type, array(value, type), own);
    }
    return feeds;
  };
  const run = async (input: ModelInput, n: number): Promise<Float64Array> => {
    try {
      const results = await session.run(feed(input, n), [output.name]);
      return Float64Array.from(results[output.name].data as ArrayLike<number>);
    } catch (error) {
      throw new InputError({ argument: quote(path), problem: `cannot be run: ${firstLine(error)}` }, { cause: error });
    }
  };
  const describe = ({ name, shape }: Metadata): string => `${name} (${shape.map((axis) => axis || "n").join(", ")})`;
  const named = [inputs.points, ...(inputs.noise ? [inputs.noise] : [])].map(describe);
  return {
    dim,
    output: output.kind,
    takesSigma: inputs.noise !== undefined,
    precision,
    description: `${path}: input${named.length > 1 ? "s" : ""} ${list(named, "and")}, output ${describe(output)}, ${precision}`,
    evaluate: (input) =>
      batch === undefined ? run(input, input.points.length / dim) : inBatches(input, dim, batch, run),
  };
}

/** Evaluates a graph whose batches have a fixed length. Copies of the last point fill the last batch. */
async function inBatches(
  input: ModelInput,
  dim: number,
  batch: number,
  run: (input: ModelInput, n: number) => Promise<Float64Array>,
): Promise<Float64Array> {
  const n = input.points.length / dim;
  const parts: Float64Array[] = [];
  for (let from = 0; from < n; from += batch) {
    const count = Math.min(batch, n - from);
    const points = Float64Array.from({ length: batch * dim }, (_, j) => {
      return input.points[(from + Math.min(count - 1, Math.floor(j / dim))) * dim + (j % dim)];
    });
    const values = await run({ ...input, points }, batch);
    parts.push(values.subarray(0, (values.length / batch) * count));
  }
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

async function openSession(factory: Runtime["InferenceSession"], path: string): Promise<Session> {
  try {
    return await factory.create(path, {
      logSeverityLevel: 3,
      extra: { session: { intra_op: { allow_spinning: "0" } } },
    });
  } catch (error) {
    throw new InputError(
      { argument: quote(path), problem: `is not an ONNX model that ONNX Runtime can open: ${firstLine(error)}` },
      { cause: error },
    );
  }
}

function inputsOf({ inputMetadata }: Session, path: string): { points: Metadata; noise?: Metadata } {
  const [first, second, ...more] = inputMetadata;
  const swapped = second && (SIGMA.test(first.name) || TIME.test(first.name));
  const [points, noise] = swapped ? [second, first] : [first, second];
  if (!points || more.length > 0 || points.shape.length > 2 || points.shape.length === 0) {
    const found = inputMetadata.map(({ name, shape }) => `${name} (${shape.join(", ")})`);
    throw new InputError({
      argument: quote(path),
      verb: "have",
      allowed: "an input of points, (n, d), and at most one other input, of sigma or t",
      problem: found.length === 0 ? "none" : list(found, "and"),
    });
  }
  return noise ? { points, noise } : { points };
}

function pointsOf({ shape }: Metadata, given: number | undefined, path: string): { dim: number; batch?: number } {
  const [rows, columns] = shape.length === 1 ? [shape[0], 1] : shape;
  const dim = typeof columns === "number" && columns > 0 ? columns : given;
  if (dim === undefined) {
    throw new InputError({
      argument: quote(path),
      problem: "does not fix the dimension of its points; give --density or --data",
    });
  }
  return typeof rows === "number" && rows > 0 ? { dim, batch: rows } : { dim };
}

function outputOf(
  { outputMetadata }: Session,
  wanted: OutputKind | "auto",
  path: string,
): Metadata & { kind?: OutputKind | undefined } {
  const kinds = outputMetadata.map((one) => ({ ...one, kind: KNOWN.find(([pattern]) => pattern.test(one.name))?.[1] }));
  const chosen = kinds.find(({ kind }) => kind === wanted) ?? kinds[0];
  floatType(chosen, path);
  return chosen;
}

function floatType({ name, type }: Metadata, path: string): "float32" | "float64" {
  if (type === "float32" || type === "float64") return type;
  throw new InputError({
    argument: quote(path),
    verb: "have",
    allowed: `float32 or float64 for ${name}`,
    problem: type,
  });
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0].trim().replace(/\.$/, "");
}
