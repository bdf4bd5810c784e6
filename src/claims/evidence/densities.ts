import type { EnergyDensity } from "../../density/energy/energy-density.ts";
import { paper1d as newPaper1d } from "../../density/examples/paper1d.ts";
import { threeBumps as newThreeBumps } from "../../density/examples/three-bumps.ts";
import { twoClouds as newTwoClouds } from "../../density/examples/two-clouds.ts";
import type { GaussianMixture } from "../../density/gaussian/gaussian-mixture.ts";
import { once } from "./remembered.ts";

// The examples on which claims are measured, each made once for all of them: what is kept for a density, such as its panels and its
// contractive optima, serves every claim and every part of it.

/** The paper's 1-D density. */
export const paper1d: () => EnergyDensity = once(newPaper1d);
/** Three Gaussians on the line. */
export const threeBumps: () => GaussianMixture = once(newThreeBumps);
/** Two Gaussians in the plane. */
export const twoClouds: () => GaussianMixture = once(newTwoClouds);
