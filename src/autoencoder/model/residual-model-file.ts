import * as v from "valibot";
import { encodedNumbers, encodedNumbers32, encodeNumbers, encodeNumbers32 } from "../../numerics/encoded-numbers.ts";
import { InputError } from "../../numerics/input-error.ts";
import type { ActivationName } from "../network/activation.ts";
import { SigmaNetwork } from "../network/sigma-network.ts";
import { completeResidualOptions } from "../residual/residual-options.ts";
import { asStored, fromStored } from "../training/option-names.ts";
import { storedCurve } from "../training/stored-training.ts";
import { count, notWhole, positive, storedDataSource, storedLosses, storedScaling, unusable } from "./model-parts.ts";
import { componentsIn, encodedComponents, storedComponents } from "./stored-components.ts";
import { ResidualModel, type ResidualModelParts } from "./trained-model.ts";

/** The content of the file of a residual network. Parameters that are 32-bit numbers take half the space. */
export function residualToContent({ network, scaling, provenance, moments, start }: ResidualModelParts): object {
  const { shape, parameters, sigmas, dataScale } = network;
  const short = parameters.every((one) => Math.fround(one) === one);
  const { sigmas: _, ...options } = completeResidualOptions({ ...provenance.options, sigma: sigmas });
  return {
    kind: "residual",
    ...shape,
    sigmas: [...sigmas],
    dataScale,
    scaling: scaling && { mean: Array.from(scaling.mean), scale: Array.from(scaling.scale) },
    ...(moments && { moments: { mean: encodeNumbers(moments.mean), covariance: encodeNumbers(moments.covariance) } }),
    ...(start && { start: encodedComponents(start) }),
    bits: short ? 32 : 64,
    parameters: short ? encodeNumbers32(parameters) : encodeNumbers(parameters),
    provenance: { ...provenance, options: asStored(options) },
  };
}

/** @throws InputError for the first invalid part */
export function residualFromContent(content: unknown): ResidualModel {
  const result = v.safeParse(schema, withDataScale(content), { abortEarly: true });
  if (!result.success) throw notWhole(result.issues[0]);
  const { kind: _kind, bits: _bits, dim, hidden, activation, conditioned, limited = false, ...rest } = result.output;
  const { sigmas, dataScale, scaling, parameters, provenance, moments = null } = rest;
  const start = rest.start ? componentsIn(rest.start, dim) : null;
  if (scaling && (scaling.mean.length !== dim || scaling.scale.length !== dim)) {
    throw unusable(`is not a whole model: scaling must have ${dim} means and scales`);
  }
  try {
    const network = new SigmaNetwork(
      { dim, hidden, activation, conditioned, ...(limited && { limited }) },
      parameters,
      sigmas,
      dataScale,
    );
    const options = completeResidualOptions({ ...fromStored(provenance.options), sigma: sigmas });
    return new ResidualModel({ network, scaling, provenance: { ...provenance, options }, moments, start });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw unusable(`is not a whole model: ${error.message}`);
  }
}

/** The content of a file under today's name of a field: up to version 0.2.0, files called the scale of the data `spread`. */
function withDataScale(content: unknown): unknown {
  if (typeof content !== "object" || content === null || !("spread" in content) || "dataScale" in content)
    return content;
  const { spread, ...rest } = content;
  return { ...rest, dataScale: spread };
}

const names: readonly ActivationName[] = ["tanh", "sigmoid", "softplus", "silu"];
const common = {
  kind: v.literal("residual"),
  dim: count,
  hidden: v.array(count),
  activation: v.picklist(names),
  conditioned: v.boolean(),
  limited: v.exactOptional(v.literal(true)),
  sigmas: v.tuple([positive, positive]),
  dataScale: positive,
  scaling: storedScaling,
  moments: v.exactOptional(v.strictObject({ mean: encodedNumbers, covariance: encodedNumbers })),
  start: v.exactOptional(v.strictObject(storedComponents)),
  provenance: v.strictObject({
    scorebook: v.string(),
    engine: v.string(),
    data: storedDataSource,
    options: v.strictObject({
      loss: v.picklist(["dae", "rcae"]),
      hidden: v.array(count),
      activation: v.picklist(names),
      optimiser: v.picklist(["adam", "lbfgs"]),
      steps: count,
      batch: count,
      learningRate: positive,
      copies: count,
      probes: v.number(),
      patience: count,
      averaging: v.exactOptional(positive),
      limited: v.exactOptional(v.literal(true)),
      seed: count,
      precision: v.picklist(["float32", "float64"]),
    }),
    losses: storedLosses,
    curve: storedCurve,
    stopped: v.nullable(v.string()),
  }),
};
const schema = v.variant("bits", [
  v.strictObject({ ...common, bits: v.literal(32), parameters: encodedNumbers32 }),
  v.strictObject({ ...common, bits: v.literal(64), parameters: encodedNumbers }),
]);
