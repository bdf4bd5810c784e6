import type { Figure, PlotSpecification } from "../figures/specification/figure.ts";
import { plainSpecification } from "../figures/specification/specification-json.ts";
import { doubleColumn } from "../figures/theme/theme.ts";
import { checkObject, checkPositive, checkText } from "../numerics/check.ts";
import { describe } from "./describe.ts";
import { cellOutput, inKernel, type MimeBundle } from "./kernel.ts";
import { picture } from "./picture.ts";

/** Options for showing a figure. */
export interface ShowOptions {
  /** The size in CSS pixels, 96 per inch. Default: the size of the figure, or else that of the layout, or else 672 x 400. */
  readonly width?: number;
  readonly height?: number;
  /**
   * Alternative text: a sentence that says what the figure shows, for readers who cannot see it. Default: a description of the
   * specification.
   */
  readonly alt?: string;
}

/**
 * Shows a figure below the cell: `await show(figure4)`. The cell has one output: a Plotly figure in JupyterLab, a picture where
 * there is no Plotly (on GitHub), and a description elsewhere. Without a browser there is no picture.
 *
 * @param figure one of the figures, or any Plotly specification
 */
export async function show(figure: Figure | PlotSpecification, options: ShowOptions = {}): Promise<void> {
  checkObject("figure", figure, "a figure, or a Plotly specification with data and layout");
  checkObject("options", options, "width, height and alt, which are optional");
  for (const name of ["width", "height"] as const) {
    if (options[name] !== undefined) checkPositive(`options.${name}`, options[name]);
  }
  if (options.alt !== undefined) checkText("options.alt", options.alt);
  const live = onLivePage();
  const output = cellOutput({ inPlace: live });
  const built = "build" in figure ? figure.build() : figure;
  const specification = plainSpecification(built);
  const own = "build" in figure ? figure : (specification.layout as { width?: number; height?: number });
  const width = options.width ?? own.width ?? doubleColumn;
  const height = options.height ?? own.height ?? 400;
  const alt = options.alt ?? describe(specification, "build" in figure ? figure.title : undefined);
  const plot: MimeBundle = {
    "application/vnd.plotly.v1+json": {
      data: specification.data,
      layout: { ...specification.layout, width, height },
      ...(specification.frames ? { frames: specification.frames } : {}),
      config: { displaylogo: false },
    },
    "text/plain": alt,
  };
  // A page that gets a plot and a picture together shows the picture, until the pointer is over it. On a live page the plot is
  // therefore sent first. The page then draws the plot, and stores the picture that follows in the notebook, for GitHub.
  if (live) output.send(plot);
  const png = inKernel() ? await pictureOrNone(specification, { width, height }) : undefined;
  if (png) {
    // The picture has more pixels than its size on the page, so its size has to be stated.
    output.send(
      { "image/png": Buffer.from(png).toString("base64"), ...plot },
      {
        "image/png": { width, height, alt },
      },
    );
  } else if (!live) output.send(plot);
}

/** Whether a Jupyter server started this kernel for a notebook that is open on a page. */
function onLivePage(): boolean {
  return process.env.JPY_SESSION_NAME !== undefined;
}

/**
 * Draws the picture. If the browser does not start, the figure is shown without a picture, and a line on standard output says so.
 * This is not an error.
 */
async function pictureOrNone(
  specification: PlotSpecification,
  size: { readonly width: number; readonly height: number },
): Promise<Uint8Array | undefined> {
  try {
    return await picture(specification, size);
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split("\n");
    process.stdout.write(`The figure is shown without its picture: ${reason}\n`);
    return undefined;
  }
}
