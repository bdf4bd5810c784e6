import { checkAllFinite, checkFewest, checkFunction, checkObject, checkText } from "../../numerics/check.ts";
import type { Frame, PlotSpecification } from "./figure.ts";
import { plain } from "./specification-json.ts";

/** What a slider sets, and the figure for each of its positions. */
export interface SliderOptions {
  /** The name of the parameter, such as "σ". */
  readonly parameter: string;
  /** The positions of the slider, in order. */
  readonly values: readonly number[];
  /** The figure for a value: the same traces for each, in the same order. */
  readonly build: (value: number) => PlotSpecification;
}

/** Room for the slider below the axes, in CSS pixels. */
const SLIDER_HEIGHT = 84;
/** Digits that the eye can tell apart on a page. */
const DIGITS = 4;

/**
 * A figure with a slider that needs no kernel: every position is computed now and stored as a Plotly frame, which holds the
 * differences from the figure of the middle position, which is shown first.
 *
 * @throws InputError where there are fewer than two values
 */
export function withSlider(options: SliderOptions): PlotSpecification {
  checkObject("options", options, "parameter, values and build");
  const { parameter, values, build } = options;
  checkText("options.parameter", parameter);
  checkFewest("options.values", values, 2, "values");
  checkAllFinite("options.values", values);
  checkFunction("options.build", build);
  const rounded = (figure: PlotSpecification) => plain(figure, DIGITS) as PlotSpecification;
  const figures = values.map((value) => rounded(build(value)));
  const middle = Math.floor(values.length / 2);
  const shown = figures[middle];
  const traceKeys = shown.data.map((_, i) => changingKeys(figures.map(({ data }) => data[i] ?? {})));
  const layoutKeys = changingKeys(figures.map(({ layout }) => layout));
  const frames = figures.map(({ data, layout }, k) => ({
    name: `${values[k]}`,
    data: traceKeys.map((keys, i) => pick(data[i] ?? {}, keys)),
    traces: traceKeys.map((_, i) => i),
    layout: pick(layout, layoutKeys),
  }));
  return {
    data: shown.data,
    layout: { ...shown.layout, ...roomForSlider(shown.layout, parameter, frames, middle) },
    frames,
  };
}

type Settings = Readonly<Record<string, unknown>>;

/** The members that differ between the positions. */
function changingKeys(all: readonly Settings[]): string[] {
  const keys = [...new Set(all.flatMap((one) => Object.keys(one)))];
  return keys.filter((key) => new Set(all.map((one) => JSON.stringify(one[key]))).size > 1);
}

function pick(settings: Settings, keys: readonly string[]): Settings {
  return Object.fromEntries(keys.map((key) => [key, settings[key]]));
}

function roomForSlider(
  { height, margin }: Settings,
  parameter: string,
  frames: readonly Frame[],
  active: number,
): Settings {
  const below = (margin ?? {}) as { readonly b?: number };
  const steps = frames.map(({ name }) => ({
    label: name,
    method: "animate",
    args: [[name], { mode: "immediate", frame: { duration: 0, redraw: true }, transition: { duration: 0 } }],
  }));
  return {
    height: (typeof height === "number" ? height : 400) + SLIDER_HEIGHT,
    margin: { ...below, b: (below.b ?? 40) + SLIDER_HEIGHT },
    sliders: [
      {
        active,
        steps,
        currentvalue: { prefix: `${parameter} = `, font: { size: 13 } },
        pad: { t: 44, b: 4 },
        font: { size: 10 },
      },
    ],
  };
}
