import type { Step } from "./plan.ts";

/** The estimators of `fit` that no engine computes: their bytes depend on the data and the seed only. */
const WITHOUT_ENGINE = ["identity", "gaussian", "mixture", "points"];

/**
 * What may make the results of these steps differ between machines, in a sentence each without its full stop: networks whose
 * engine is not the fused kernel. A training of a sweep takes the fused kernel unless the plan says otherwise.
 */
export function engineWarnings(steps: readonly Step[]): string[] {
  return steps.flatMap(({ command, options }) => {
    if (command === "train" && leavesEngineOpen(options)) {
      return [
        'engine of train: only "fused" gives the same bytes on every machine; a sweep that another machine goes on with may mix engines',
      ];
    }
    if (command === "fit" && estimatorsOf(options.estimators).some((name) => !WITHOUT_ENGINE.includes(name))) {
      return [
        "fit trains networks with the fastest engine that a machine has, so that another machine may give other bytes; estimators: [gaussian, mixture, points] trains none",
      ];
    }
    return [];
  });
}

/** Whether a training may be computed by another engine than the fused kernel; a precision is that of ONNX Runtime. */
export function leavesEngineOpen({ engine = "fused", precision }: Step["options"]): boolean {
  return engine !== "fused" || precision !== undefined;
}

function estimatorsOf(value: Step["options"][string] | undefined): readonly string[] {
  if (value === undefined) return ["one-layer", "deep"];
  return (Array.isArray(value) ? value : String(value).split(",")).map((name) => String(name).trim());
}
