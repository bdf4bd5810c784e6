/** How an arrow is drawn. */
export interface ArrowStyle {
  readonly color: string;
  /** The width of the shaft, in CSS pixels. Default 1.5. */
  readonly width?: number;
  /** Size of the head, in widths of the shaft. Default 0.8. */
  readonly head?: number;
}

/** One arrow between two points of a plot, whatever the scales of its axes, as an annotation. For many, see `quiver`. */
export function arrow(
  from: readonly [number, number],
  to: readonly [number, number],
  { color, width = 1.5, head = 0.8 }: ArrowStyle,
): Record<string, unknown> {
  return {
    x: to[0],
    y: to[1],
    ax: from[0],
    ay: from[1],
    xref: "x",
    yref: "y",
    axref: "x",
    ayref: "y",
    showarrow: true,
    text: "",
    arrowhead: 2,
    arrowsize: head,
    arrowwidth: width,
    arrowcolor: color,
  };
}
