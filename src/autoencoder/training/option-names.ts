import { renamed, withNamesOfToday } from "../../numerics/new-names.ts";

/**
 * The names of training options in version 0.1. Files of models and checkpoints still use them, so that the same model still has the
 * same bytes.
 */
const NEW_NAMES = { copies: "noiseReplicates", stages: "annealing" } as const;
type NewNames = typeof NEW_NAMES;
type OldName = keyof NewNames;

/** Options with today's names. */
type Renamed<T> = { [K in keyof T as K extends OldName ? NewNames[K] : K]: T[K] };

/** Options with the names of version 0.1. */
export type AsStored<T> = {
  [K in keyof T as K extends "noiseReplicates" ? "copies" : K extends "annealing" ? "stages" : K]: T[K];
};

/** The names of version 0.1 by which options can still be given. */
export interface OldTrainingNames {
  /** @deprecated It is called `noiseReplicates` now. */
  readonly copies?: number;
  /** @deprecated It is called `annealing` now. */
  readonly stages?: readonly number[];
}

/**
 * Given options, with today's names. Each name of version 0.1 causes one warning on the console.
 * @throws InputError where an option is given by both of its names
 */
export function withNewNames<T extends object>(options: T): Renamed<T> {
  return withNamesOfToday(options, NEW_NAMES) as Renamed<T>;
}

/** The options of a file, with today's names, in the same order. */
export function fromStored<T extends object>(options: T): Renamed<T> {
  return renamed(options, NEW_NAMES) as Renamed<T>;
}

/** Options for a file: with the names of version 0.1, in the same order. */
export function asStored<T extends object>(options: T): AsStored<T> {
  const oldNames = Object.fromEntries(Object.entries(NEW_NAMES).map(([old, name]) => [name, old]));
  return renamed(options, oldNames) as AsStored<T>;
}
