import * as v from "valibot";
import { parseJson } from "../../files/parse-json.ts";
import { encodedNumbers, encodeNumbers } from "../../numerics/encoded-numbers.ts";
import { InputError } from "../../numerics/input-error.ts";
import { quote } from "../../numerics/quote.ts";
import { sha256 as sha256Hex } from "../../numerics/sha256.ts";
import { OneLayer, TiedOneLayer } from "../network/one-layer.ts";
import { storedCurve, storedTrainingOptions } from "../training/stored-training.ts";
import { completeTrainingOptions } from "../training/training-options.ts";
import { type ModelParts, TrainedModel } from "./trained-model.ts";

const FORMAT = "scorebook-model";
const VERSION = 1;

/** A model as the text of its file: JSON, the weights in base64, to the bit. The same model gives the same text. */
export function modelToText({ network, scaling, provenance }: ModelParts): string {
  const { encoder, hiddenBias, decoder, outputBias } = network.weights;
  const content = {
    dim: network.dim,
    hidden: network.hidden,
    tied: network instanceof TiedOneLayer,
    activation: network.activation.name,
    sigma: network.sigma,
    scaling: scaling && { mean: Array.from(scaling.mean), scale: Array.from(scaling.scale) },
    weights: {
      encoder: encodeNumbers(encoder),
      hiddenBias: encodeNumbers(hiddenBias),
      ...(network instanceof TiedOneLayer ? {} : { decoder: encodeNumbers(decoder) }),
      outputBias: encodeNumbers(outputBias),
    },
    provenance: { ...provenance, options: completeTrainingOptions(provenance.options) },
  };
  return `${JSON.stringify({ format: FORMAT, version: VERSION, sha256: digest(content), ...content }, null, 1)}\n`;
}

/**
 * The model whose file has this text.
 * @throws InputError for the first thing that is not as it must be
 */
export function modelFromText(text: string): TrainedModel {
  const json = parse(text);
  const { format, version, sha256, ...content } = json;
  if (format !== FORMAT) throw unusable("is not a model that scorebook wrote");
  if (version !== VERSION) {
    throw unusable(`has version ${quote(version)} of the format; this scorebook reads version ${VERSION}`);
  }
  if (sha256 !== digest(content)) throw unusable("was changed after it was written: its checksum is another");
  const result = v.safeParse(schema, content, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    throw unusable(`is not a whole model: ${v.getDotPath(issue) ?? "it"}: ${issue.message}`);
  }
  const { dim, hidden, tied, sigma, scaling, weights, provenance } = result.output;
  const { decoder, ...shared } = weights;
  if (shared.outputBias.length !== dim || shared.hiddenBias.length !== hidden || tied !== (decoder === undefined)) {
    throw unusable("is not a whole model: its weights don't fit its dim, hidden and tied");
  }
  if (scaling && (scaling.mean.length !== dim || scaling.scale.length !== dim)) {
    throw unusable(`is not a whole model: scaling must have ${dim} means and scales`);
  }
  return new TrainedModel({
    network: decoder ? new OneLayer({ ...shared, decoder }, sigma) : new TiedOneLayer(shared, sigma),
    scaling,
    provenance,
  });
}

function parse(text: string): Record<string, unknown> {
  try {
    const json: unknown = parseJson(text, "it");
    if (typeof json === "object" && json !== null && !Array.isArray(json)) return json as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw unusable("is not a model that scorebook wrote");
}

/** Whoever knows where the text came from says so in place of "the text". */
function unusable(problem: string): InputError {
  return new InputError({ argument: "the text", problem });
}

/** SHA-256 of the content, as JSON without white space, in hexadecimal. */
function digest(content: object): string {
  return sha256Hex(JSON.stringify(content));
}

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
const vector = v.pipe(
  v.array(v.pipe(v.number(), v.finite())),
  v.transform((values) => Float64Array.from(values)),
);
const schema = v.strictObject({
  dim: count,
  hidden: count,
  tied: v.boolean(),
  activation: v.literal("tanh"),
  sigma: positive,
  scaling: v.nullable(
    v.strictObject({
      mean: vector,
      scale: v.pipe(
        vector,
        v.check((values) => values.every((value) => value > 0), "must be positive"),
      ),
    }),
  ),
  weights: v.strictObject({
    encoder: encodedNumbers,
    hiddenBias: encodedNumbers,
    decoder: v.exactOptional(encodedNumbers),
    outputBias: encodedNumbers,
  }),
  provenance: v.strictObject({
    scorebook: v.string(),
    data: v.strictObject({ source: v.string(), training: count, validation: count, sha256: v.string() }),
    options: storedTrainingOptions,
    losses: v.strictObject({ training: v.number(), validation: v.number(), identity: v.number() }),
    curve: storedCurve,
    stopped: v.nullable(v.string()),
  }),
});
