import { checkObject, checkWhole } from "../../numerics/check.ts";
import type { OneLayerShape } from "./parameters.ts";

/** @throws InputError for what is not the shape of a network with one hidden layer */
export function checkShape(shape: OneLayerShape): void {
  checkObject("shape", shape, "dim, hidden and tied");
  checkWhole("shape.dim", shape.dim);
  checkWhole("shape.hidden", shape.hidden);
}
