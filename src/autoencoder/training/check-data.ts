import { checkAllFinite, checkObject, checkPoints, checkWhole } from "../../numerics/check.ts";
import type { TrainingData } from "./training-data.ts";

/** @throws InputError for what is not points to train on, and points to validate on */
export function checkData(argument: string, data: TrainingData): void {
  checkObject(argument, data, "dim, training and validation, as drawnData and splitData return them");
  checkWhole(`${argument}.dim`, data.dim);
  for (const name of ["training", "validation"] as const) {
    checkPoints(`${argument}.${name}`, data[name], data.dim, 1);
    checkAllFinite(`${argument}.${name}`, data[name]);
  }
}
