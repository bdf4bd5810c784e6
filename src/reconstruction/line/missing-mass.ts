import type { Density } from "../../density/density.ts";
import { logPdfOnPanels } from "../../density/log-pdf-on-panels.ts";
import { end, panelRule, start } from "../../numerics/quadrature/line-panels.ts";
import { type LineMesh, unrelatedMesh } from "./mesh-1d.ts";

/** The mass of p on a mesh, and the mass that the mesh may lack. */
export interface MissingMass {
  /** INT p over the mesh. */
  readonly mass: number;
  /** INT |x| p over the mesh. */
  readonly distance: number;
  /** Error of the mass next to singular points, and so of the normalisation. */
  readonly uncertain: number;
  /** A bound of the mass that is not on the mesh, or an estimate where there is no bound. */
  readonly missed: number;
  /** A sentence that says what could not be excluded; undefined if everything could. */
  readonly notRuledOut: string | undefined;
}

const POINTS = 16;
/** The mesh resolves log p to 1e-10 in each panel; smaller differences are its own error. */
const MESH_TOLERANCE = 1e-9;

/**
 * The mass that a mesh may have missed. For a density with bounds, it is the mass that the bounds leave open. For any other density, it
 * is what the mesh lacks to a mass of 1. If the density does not state its features either, the mass that a second, unrelated mesh
 * finds is taken where it is larger.
 */
export function missingMass(density: Density, mesh: LineMesh): MissingMass {
  const { mass, distance, uncertain } = massOn(density, mesh);
  const open = Math.exp(mesh.logOpenMass);
  if (density.massOnLine) return { mass, distance, uncertain, missed: open, notRuledOut: undefined };
  const other = density.features.length > 0 ? mass : massOn(density, unrelatedMesh(density, mesh)).mass;
  const difference = Math.max(Math.abs(other - mass), Math.abs(1 - mass));
  const trusted = density.features.length > 0 && difference <= MESH_TOLERANCE;
  return {
    mass,
    distance,
    uncertain,
    missed: open + (difference > MESH_TOLERANCE ? difference : 0),
    notRuledOut: trusted ? undefined : sentence(density, mesh, mass, other),
  };
}

function massOn(density: Density, mesh: LineMesh): Pick<MissingMass, "mass" | "distance" | "uncertain"> {
  const nodes = panelRule(mesh.panels, POINTS);
  const logPdf = logPdfOnPanels(density, nodes);
  let [mass, distance] = [0, 0];
  const add = (own: number, at: number): void => {
    mass += own;
    distance += own * Math.abs(at);
  };
  logPdf.forEach((log, i) => {
    add(nodes.weights[i] * Math.exp(log), nodes.positions[i]);
  });
  for (const { at, logMass } of mesh.points) add(Math.exp(logMass), at);
  const uncertain = mesh.points.reduce((sum, { logMass, massError }) => sum + massError * Math.exp(logMass), 0);
  return { mass, distance, uncertain };
}

function sentence({ features }: Density, { panels }: LineMesh, mass: number, other: number): string {
  const widest = Math.max(...panels.map((panel) => end(panel) - start(panel)));
  const narrow = `what is narrower than ${Number((widest / POINTS).toPrecision(2))} cannot be ruled out where p was not evaluated`;
  const [found, foundAgain] = [mass, other].map((value) => Number(value.toPrecision(12)));
  return features.length > 0
    ? `${narrow}: the mesh around the features that the density states finds ${found} of a mass of 1`
    : `${narrow}, since the density states neither bounds nor features: two unrelated meshes find ${found} and ${foundAgain} of a mass of 1`;
}
