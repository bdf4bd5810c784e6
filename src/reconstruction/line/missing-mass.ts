import type { Density } from "../../density/density.ts";
import { logPdfOnPanels } from "../../density/log-pdf-on-panels.ts";
import { end, panelRule, start } from "../../numerics/quadrature/line-panels.ts";
import { type LineMesh, unrelatedMesh } from "./mesh-1d.ts";

/** What a mesh has of the mass of p, and what it may lack. */
export interface MissingMass {
  /** INT p over the mesh. */
  readonly mass: number;
  /** INT |x| p over the mesh. */
  readonly distance: number;
  /** A bound, or where there is none an estimate, of the mass that is not on the mesh. */
  readonly missed: number;
  /** What could not be ruled out, in a sentence; undefined for nothing. */
  readonly notRuledOut: string | undefined;
}

const POINTS = 16;
/** The mesh has log p to 1e-10 in each panel; differences below this are its own. */
const MESH_TOLERANCE = 1e-9;

/**
 * How much mass a mesh may have missed: what bounds of p leave open, where there are bounds; nothing but what was cut, where the
 * density says where its features are; else what a second mesh finds that has nothing to do with the first, or what is lacking to
 * a mass of 1, whichever is more.
 */
export function missingMass(density: Density, mesh: LineMesh): MissingMass {
  const { mass, distance } = massOn(density, mesh);
  const open = Math.exp(mesh.logOpenMass);
  if (density.massOnLine || density.features.length > 0) {
    return { mass, distance, missed: open, notRuledOut: undefined };
  }
  const other = massOn(density, unrelatedMesh(density, mesh)).mass;
  const difference = Math.max(Math.abs(other - mass), Math.abs(1 - mass));
  return {
    mass,
    distance,
    missed: open + (difference > MESH_TOLERANCE ? difference : 0),
    notRuledOut: sentence(mesh, mass, other),
  };
}

function massOn(density: Density, mesh: LineMesh): Pick<MissingMass, "mass" | "distance"> {
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
  return { mass, distance };
}

function sentence({ panels }: LineMesh, mass: number, other: number): string {
  const widest = Math.max(...panels.map((panel) => end(panel) - start(panel)));
  const width = Number((widest / POINTS).toPrecision(2));
  return `the density states neither bounds nor features, so that what is narrower than ${width} cannot be ruled out where p was not evaluated; two unrelated meshes find ${Number(mass.toPrecision(12))} and ${Number(other.toPrecision(12))} of a mass of 1`;
}
