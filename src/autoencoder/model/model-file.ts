import * as v from "valibot";
import { parseJson } from "../../files/parse-json.ts";
import { encodedNumbers, encodeNumbers } from "../../numerics/encoded-numbers.ts";
import { quote } from "../../numerics/quote.ts";
import { sha256 as sha256Hex } from "../../numerics/sha256.ts";
import { OneLayer, TiedOneLayer } from "../network/one-layer.ts";
import { asStored } from "../training/option-names.ts";
import { storedCurve, storedTrainingOptions } from "../training/stored-training.ts";
import { completeTrainingOptions } from "../training/training-options.ts";
import { closedFormFromContent, closedFormToContent } from "./closed-form-model-file.ts";
import { count, notWhole, positive, storedDataSource, storedLosses, storedScaling, unusable } from "./model-parts.ts";
import { residualFromContent, residualToContent } from "./residual-model-file.ts";
import {
  type AnyModelParts,
  isClosedForm,
  isOneLayer,
  type Model,
  type ModelParts,
  TrainedModel,
} from "./trained-model.ts";

const FORMAT = "scorebook-model";
/**
 * The versions of files of one-layer auto-encoders, residual networks and fitted densities, in the order in which they were
 * added: an older scorebook says that it can't read the later ones.
 */
const [ONE_LAYER, RESIDUAL, CLOSED_FORM] = [1, 2, 3];

/** A model as the text of its file: JSON with the exact weights in base64. The same model gives the same text. */
export function modelToText(model: AnyModelParts): string {
  const [version, content] = contentOf(model);
  return `${JSON.stringify({ format: FORMAT, version, sha256: digest(content), ...content }, null, 1)}\n`;
}

function contentOf(model: AnyModelParts): [version: number, content: object] {
  if (isClosedForm(model)) return [CLOSED_FORM, closedFormToContent(model)];
  return isOneLayer(model) ? [ONE_LAYER, oneLayerToContent(model)] : [RESIDUAL, residualToContent(model)];
}

function oneLayerToContent({ network, scaling, provenance }: ModelParts): object {
  const { encoder, hiddenBias, decoder, outputBias } = network.weights;
  return {
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
    provenance: { ...provenance, options: asStored(completeTrainingOptions(provenance.options)) },
  };
}

/**
 * The model whose file has this text.
 * @throws InputError for the first invalid part
 */
export function modelFromText(text: string): Model {
  const json = parse(text);
  const { format, version, sha256, ...content } = json;
  if (format !== FORMAT) throw unusable("is not a model that scorebook wrote");
  if (version !== ONE_LAYER && version !== RESIDUAL && version !== CLOSED_FORM) {
    const known = `versions ${ONE_LAYER} to ${CLOSED_FORM}`;
    throw unusable(`has version ${quote(version)} of the format; this scorebook reads ${known}`);
  }
  if (sha256 !== digest(content)) throw unusable("was changed after it was written: its checksum is another");
  if (version === CLOSED_FORM) return closedFormFromContent(content);
  return version === ONE_LAYER ? oneLayerFromContent(content) : residualFromContent(content);
}

function oneLayerFromContent(content: object): TrainedModel {
  const result = v.safeParse(schema, content, { abortEarly: true });
  if (!result.success) throw notWhole(result.issues[0]);
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

/** SHA-256 of the content, as JSON without white space, in hexadecimal. */
function digest(content: object): string {
  return sha256Hex(JSON.stringify(content));
}

const schema = v.strictObject({
  dim: count,
  hidden: count,
  tied: v.boolean(),
  activation: v.literal("tanh"),
  sigma: positive,
  scaling: storedScaling,
  weights: v.strictObject({
    encoder: encodedNumbers,
    hiddenBias: encodedNumbers,
    decoder: v.exactOptional(encodedNumbers),
    outputBias: encodedNumbers,
  }),
  provenance: v.strictObject({
    scorebook: v.string(),
    data: storedDataSource,
    options: storedTrainingOptions,
    losses: storedLosses,
    curve: storedCurve,
    stopped: v.nullable(v.string()),
    engine: v.exactOptional(v.string()),
  }),
});
