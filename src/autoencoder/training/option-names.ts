import { renamed, withNamesOfToday } from "../../numerics/new-names.ts";

/**
 * Options of trainings that had other names in version 0.1, by those names. Files of models and checkpoints have kept them, so that the
 * same model is still the same bytes.
 */
const NEW_NAMES = { copies: "noiseReplicates", stages: "annealing" } as const;
type NewNames = typeof NEW_NAMES;
type OldName = keyof NewNames;

/** Options with the names of today. */
type Renamed<T> = { [K in keyof T as K extends OldName ? NewNames[K] : K]: T[K] };

/** Options with the names of version 0.1. */
export type AsStored<T> = {
  [K in keyof T as K extends "noiseReplicates" ? "copies" : K extends "annealing" ? "stages" : K]: T[K];
};

/** Names that options had in version 0.1, and that they can still be given by. */
export interface OldTrainingNames {
  /** @deprecated It is called `noiseReplicates` now. */
  readonly copies?: number;
  /** @deprecated It is called `annealing` now. */
  readonly stages?: readonly number[];
}

/**
 * Options as they were given, with the names of today. Each name of version 0.1 is told once, as a warning of the console.
 * @throws InputError where an option is given by both of its names
 */
export function withNewNames<T extends object>(options: T): Renamed<T> {
  return withNamesOfToday(options, NEW_NAMES) as Renamed<T>;
}

/** Options as a file has them, with the names of today, in the same order. */
export function fromStored<T extends object>(options: T): Renamed<T> {
  return renamed(options, NEW_NAMES) as Renamed<T>;
}

/** Options as a file has them: with the names of version 0.1, in the same order. */
export function asStored<T extends object>(options: T): AsStored<T> {
  const oldNames = Object.fromEntries(Object.entries(NEW_NAMES).map(([old, name]) => [name, old]));
  return renamed(options, oldNames) as AsStored<T>;
}
