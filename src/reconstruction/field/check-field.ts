import { checkObject } from "../../numerics/check.ts";
import type { VectorField } from "./vector-field.ts";

/** @throws InputError for what is not a vector field */
export function checkField(argument: string, field: VectorField): void {
  checkObject(argument, field, "a vector field, with dim, value and jacobian", {
    methods: ["value", "jacobian"],
    numbers: ["dim"],
  });
}
