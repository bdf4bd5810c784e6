import { checkObject, checkOneOf, checkWhole } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { environmentVariable } from "../../numerics/platform.ts";
import { list, quote } from "../../numerics/quote.ts";
import { checkHidden } from "../network/deep-shape.ts";
import type { Precision } from "../onnx/program.ts";
import { loadOnnxRuntime, onnxProblem } from "../onnx/runtime.ts";
import { type Engine, type EngineTask, engineName, fastestOf } from "./engine-table.ts";

/** The environment variable that forces an engine, whatever the caller asks for. */
export const ENGINE_VARIABLE = "SCOREBOOK_ENGINE";

/** The chosen engine. */
export interface EngineChoice {
  readonly engine: Engine;
  readonly precision: Precision;
}

const engines: readonly Engine[] = ["fused", "onnx", "plain"];

/**
 * Chooses the engine for a task: the engine that the caller asks for or, for "auto", the fastest available engine by the table.
 * If the environment variable SCOREBOOK_ENGINE is set, it decides instead. The fused kernel gives the same bytes on every
 * machine, so it is chosen where it is as fast as another engine; it computes in float64 only, and only for networks with one
 * layer.
 * @param precision the least precision that is needed
 * @throws InputError where the requested engine cannot be used
 */
export async function chooseEngine(
  task: EngineTask,
  engine: Engine | "auto" = "auto",
  precision: Precision = "float64",
): Promise<EngineChoice> {
  checkTask(task);
  checkOneOf("precision", precision, ["float64", "float32"]);
  const { asked, argument } = askedEngine(engine);
  if (asked === "fused" && task.network !== "one-layer") {
    throw new InputError({ argument, problem: "fused is for auto-encoders with one layer" });
  }
  if (asked === "fused") return { engine: "fused", precision: "float64" };
  if (asked === "plain") return { engine: "plain", precision: "float64" };
  const there = (await loadOnnxRuntime()) !== null;
  if (asked === "onnx" && !there) throw new InputError({ argument, problem: `onnx can't be used: ${onnxProblem()}` });
  if (asked === "onnx") return { engine: "onnx", precision };
  const first: EngineChoice = { engine: task.network === "one-layer" ? "fused" : "plain", precision: "float64" };
  const choices: EngineChoice[] = there ? [first, { engine: "onnx", precision }] : [first];
  const name = fastestOf(
    task,
    choices.map((one) => engineName(one.engine, one.precision)),
  );
  return choices.find((one) => engineName(one.engine, one.precision) === name) ?? first;
}

/**
 * The engine that is asked for, by the environment variable SCOREBOOK_ENGINE or else by the caller, and by which of them.
 * @throws InputError for a name that no engine has
 */
export function askedEngine(engine: Engine | "auto" = "auto"): {
  readonly asked: Engine | "auto";
  readonly argument: string;
} {
  const forced = environmentVariable(ENGINE_VARIABLE);
  const name = forced || engine;
  const argument = forced ? ENGINE_VARIABLE : "engine";
  const asked = (["auto", ...engines] as const).find((one) => one === name);
  if (asked !== undefined) return { asked, argument };
  throw new InputError({ argument, allowed: list(["auto", ...engines], "or"), problem: quote(name) });
}

function checkTask(task: EngineTask): void {
  checkObject("task", task, "task, network, dim, hidden and batch");
  checkOneOf("task", task.task, ["loss", "evaluate"]);
  checkOneOf("network", task.network, ["one-layer", "residual"]);
  checkWhole("dim", task.dim);
  checkHidden(task.hidden);
  checkWhole("batch", task.batch);
}

/** The name of an engine in reports: "ONNX Runtime 1.30.0, float32". */
export async function describeEngine(choice: EngineChoice): Promise<string> {
  checkObject("choice", choice, "engine and precision");
  const { engine, precision } = choice;
  checkOneOf("engine", engine, engines);
  checkOneOf("precision", precision, ["float64", "float32"]);
  const name = { fused: "the fused kernel", plain: "plain TypeScript", onnx: null }[engine];
  return `${name ?? (await loadOnnxRuntime())}, ${precision}`;
}
