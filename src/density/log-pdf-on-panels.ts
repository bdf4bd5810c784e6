import type { LineNodes } from "../numerics/quadrature/line-panels.ts";
import type { Density } from "./density.ts";

/** log p at nodes on panels of the line: from distances where a panel has an anchor and the density can use them. (n) -> (n). */
export function logPdfOnPanels(
  density: Pick<Density, "logPdf" | "logPdfNear">,
  { panels, perPanel, offsets, positions }: LineNodes,
): Float64Array {
  if (!density.logPdfNear || panels.every(({ anchor }) => anchor === undefined)) return density.logPdf(positions);
  const values = new Float64Array(positions.length);
  panels.forEach(({ anchor }, j) => {
    const range = [j * perPanel, (j + 1) * perPanel];
    values.set(
      anchor === undefined
        ? density.logPdf(positions.subarray(...range))
        : (density.logPdfNear?.(anchor, offsets.subarray(...range)) ?? []),
      range[0],
    );
  });
  return values;
}
