import * as v from "valibot";
import { fromStored } from "./option-names.ts";
import type { CompleteTrainingOptions, CurvePoint } from "./training-options.ts";

const number = v.number();

/** The options in a file, by the names of version 0.1; `completeTrainingOptions` checks their values. */
export const storedTrainingOptions: v.GenericSchema<unknown, CompleteTrainingOptions> = v.pipe(
  v.strictObject({
    loss: v.picklist(["dae", "rcae"]),
    sigma: number,
    hidden: number,
    tied: v.boolean(),
    iterations: number,
    seed: number,
    stages: v.array(number),
    redrawEvery: v.exactOptional(number),
    copies: v.exactOptional(number),
    initialScale: number,
    initialOutput: v.exactOptional(number),
    patience: v.exactOptional(number),
    history: number,
    engine: v.exactOptional(v.picklist(["fused", "onnx"])),
    precision: v.exactOptional(v.picklist(["float32", "float64"])),
  }),
  v.transform(fromStored),
);

/** The curve of a training in a file. */
export const storedCurve: v.GenericSchema<CurvePoint[]> = v.array(
  v.strictObject({ iteration: number, training: number, validation: number }),
);
