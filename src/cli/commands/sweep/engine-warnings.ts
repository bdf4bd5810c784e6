import type { Step } from "./plan.ts";

/** The estimators of `fit` that need no engine, so that their bytes depend only on the data and the seed. */
const WITHOUT_ENGINE = ["identity", "gaussian", "mixture", "points"];

/**
 * Warnings on steps whose results may differ between machines, because they train networks with another engine than the fused kernel.
 * Each warning is a sentence without its full stop. A training of a sweep takes the fused kernel unless the plan says otherwise.
 */
export function engineWarnings(steps: readonly Step[]): string[] {
  return steps.flatMap(({ command, options }) => {
    if (command === "train" && leavesEngineOpen(options)) {
      return [
        'engine of train: only "fused" gives the same bytes on every machine; a sweep that another machine continues may mix engines',
      ];
    }
    if (command === "fit" && estimatorsOf(options.estimators).some((name) => !WITHOUT_ENGINE.includes(name))) {
      return [
        "fit trains networks with the fastest engine of the machine, so that another machine may give other bytes; with estimators: [gaussian, mixture, points] it trains no network",
      ];
    }
    return [];
  });
}

/** Whether a training may be computed by another engine than the fused kernel. The option precision is for ONNX Runtime only. */
export function leavesEngineOpen({ engine = "fused", precision }: Step["options"]): boolean {
  return engine !== "fused" || precision !== undefined;
}

function estimatorsOf(value: Step["options"][string] | undefined): readonly string[] {
  if (value === undefined) return ["one-layer", "deep"];
  return (Array.isArray(value) ? value : String(value).split(",")).map((name) => String(name).trim());
}
