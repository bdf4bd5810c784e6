import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import type { Scaling } from "../../../autoencoder/data/scaling.ts";
import { fieldOverDataFigure } from "../../../figures/plane/field-over-data.ts";
import type { PlotSpecification } from "../../../figures/specification/figure.ts";
import { plain } from "../../../figures/specification/specification-json.ts";
import { colors } from "../../../figures/theme/theme.ts";
import type { Mode } from "../../../reconstruction/field/modes.ts";
import { displacement, type IsotropicReconstruction } from "../../../reconstruction/reconstruction.ts";

/** What a picture of modes shows, in the coordinates of the reconstruction. */
export interface ModesView {
  readonly r: IsotropicReconstruction;
  /** Rows, or starts, (n, d), d >= 2. */
  readonly points: Float64Array;
  readonly modes: readonly Mode[];
  /** Of the plane: what the axes say. */
  readonly scaling: Scaling | null;
  readonly names: readonly string[] | null;
}

/** Points that are drawn: more are a blot. */
const MOST_DRAWN = 2000;
/** The eye sees no more of a place. */
const DIGITS = 4;

/**
 * The field r(x) - x over the data, with the modes as circles and other fixed points as crosses: in the plane, or, above two
 * dimensions, in the plane through the mean along the two leading principal components of the points; the field is the part of
 * r(x) - x within that plane, and points and modes are their projections.
 */
export function modesFigure({ r, points, modes, scaling, names }: ModesView): PlotSpecification {
  const plane = r.dim === 2 ? null : leadingPlane(points, r.dim);
  const onto = (at: Float64Array): Float64Array => (plane ? plane.onto(at) : at);
  const every = Math.max(1, Math.ceil(points.length / r.dim / MOST_DRAWN));
  const drawn = onto(points.filter((_, j) => Math.floor(j / r.dim) % every === 0));
  const field = plane ? section(r, plane) : r;
  const axes = plane ? ["first principal component", "second principal component"] : (names ?? ["x1", "x2"]);
  const heading = plane ? "r(x) − x, modes projected" : "r(x) − x and modes";
  const { data, layout } = fieldOverDataFigure(drawn, [{ heading, r: field }], {
    scaling: plane ? null : scaling,
    names: axes,
  });
  const marks = [
    markers(
      onto,
      modes.filter(({ kind }) => kind === "mode"),
      "modes",
      "circle",
    ),
    markers(
      onto,
      modes.filter(({ kind }) => kind !== "mode"),
      "no modes",
      "x",
    ),
  ];
  return { data: [...data, ...(plain(marks, DIGITS) as Record<string, unknown>[])], layout };
}

function markers(
  onto: (at: Float64Array) => Float64Array,
  modes: readonly Mode[],
  name: string,
  symbol: string,
): Record<string, unknown> {
  const places = modes.map(({ at }) => onto(at));
  return {
    type: "scatter",
    mode: "markers",
    name,
    x: places.map(([x]) => x),
    y: places.map(([, y]) => y),
    text: modes.map(({ kind, starts }) => `${kind}, ${starts}`),
    marker: { color: colors.dae, size: 9, symbol, line: { color: "#ffffff", width: 1.5 } },
    hoverinfo: "text",
  };
}

/** A plane in R^d, and the way into it and out of it. */
interface Plane {
  /** (n, d) -> (n, 2). */
  onto(points: Float64Array): Float64Array;
  /** The part of vectors that is along it. (n, d) -> (n, 2). */
  along(vectors: Float64Array): Float64Array;
  /** (n, 2) -> (n, d). */
  lift(points: Float64Array): Float64Array;
}

function leadingPlane(points: Float64Array, dim: number): Plane {
  const n = points.length / dim;
  const mean = new Float64Array(dim);
  for (let j = 0; j < points.length; j++) mean[j % dim] += points[j] / n;
  const covariance = Array.from({ length: dim }, () => new Array<number>(dim).fill(0));
  for (let i = 0; i < n; i++) {
    for (let a = 0; a < dim; a++) {
      for (let b = 0; b < dim; b++) {
        covariance[a][b] += ((points[i * dim + a] - mean[a]) * (points[i * dim + b] - mean[b])) / n;
      }
    }
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(new Matrix(covariance), {
    assumeSymmetric: true,
  });
  const order = realEigenvalues.map((_, k) => k).sort((a, b) => realEigenvalues[b] - realEigenvalues[a]);
  const axes = [order[0], order[1]].map((k) => eigenvectorMatrix.getColumn(k));
  const along = (vectors: Float64Array): Float64Array =>
    Float64Array.from({ length: (2 * vectors.length) / dim }, (_, j) => {
      const [i, axis] = [j >> 1, axes[j % 2]];
      return axis.reduce((sum, value, a) => sum + value * vectors[i * dim + a], 0);
    });
  return {
    along,
    onto: (places) => along(places.map((x, j) => x - mean[j % dim])),
    lift: (places) =>
      Float64Array.from({ length: (places.length / 2) * dim }, (_, j) => {
        const [i, a] = [Math.floor(j / dim), j % dim];
        return mean[a] + places[2 * i] * axes[0][a] + places[2 * i + 1] * axes[1][a];
      }),
  };
}

/** The part of r within a plane, as a reconstruction of the plane. */
function section(r: IsotropicReconstruction, { along, lift }: Plane): IsotropicReconstruction {
  const moved = (places: Float64Array): Float64Array => along(displacement(r, lift(places)));
  return {
    dim: 2,
    sigma: r.sigma,
    evaluate: (places) => moved(places).map((change, j) => places[j] + change),
    displacement: moved,
    jacobian: () => {
      throw new Error("a picture needs no Jacobian");
    },
  };
}
