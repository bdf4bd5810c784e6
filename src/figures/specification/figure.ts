import type { CommittedModel } from "../../autoencoder/plans/noise-level-models.ts";

/** A Plotly figure as pure data. The static files are drawn from it, and notebooks show it. */
export interface PlotSpecification {
  readonly data: readonly Record<string, unknown>[];
  readonly layout: Record<string, unknown>;
  /** The frames of a slider, one for each of its positions, which take the place of the data. A picture has none. */
  readonly frames?: readonly Frame[];
}

/** One position of a slider: the changes that it makes to the traces with these numbers, and to the layout. */
export interface Frame {
  readonly name: string;
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly traces: readonly number[];
  readonly layout: Readonly<Record<string, unknown>>;
}

/** One of the paper's figures. */
export interface Figure {
  /** "f3", "f4", ... */
  readonly id: string;
  /** Name of its files in figures/, without the ending, e.g. "figure-4". */
  readonly stem: string;
  readonly title: string;
  /** A short title, for tables. */
  readonly shortTitle: string;
  /** Name of its source, src/figures/SOURCE.ts, and of its test, test/figures/SOURCE.test.ts. */
  readonly source: string;
  /** The chapter that shows it: notebooks/CHAPTER.ipynb. */
  readonly chapter: string;
  /** Size at which it is drawn, in CSS pixels (96 to the inch): a journal column is 3.4 to 7 inches wide. */
  readonly width: number;
  readonly height: number;
  /** Trained models that it, or its chapter, shows; their files are in models/. */
  readonly models?: readonly CommittedModel[];
  /** The figure. The function is pure and deterministic: every run gives the same bytes of JSON. */
  build(): PlotSpecification;
}
