/** The kernel whose cells use these modules. */
export function kernel() {
  const found = globalThis[Symbol.for("jupyterlite-typescript-kernel")];
  if (!found) throw new Error("This module works in a cell of JupyterLite's TypeScript kernel only.");
  return found;
}
