import type { PlotSpecification } from "../specification/figure.ts";

/** A figure of a user's own data, with its texts. */
export interface Picture {
  readonly specification: PlotSpecification;
  /** A short title: the title of a page. */
  readonly title: string;
  /** The content of the figure, the scale of lengths, and what is left out: whole sentences. */
  readonly caption: string;
  /** A description of the picture for readers who cannot see it: whole sentences. */
  readonly alternativeText: string;
}
