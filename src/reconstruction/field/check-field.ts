import { checkObject } from "../../numerics/check.ts";

/** @throws InputError for an argument that is not a vector field */
export function checkField(argument: string, field: { readonly dim: number }): void {
  checkObject(argument, field, "a vector field, with dim, value and jacobian", {
    methods: ["value", "jacobian"],
    numbers: ["dim"],
  });
}
