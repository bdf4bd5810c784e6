import type { Modules } from "../protocol.ts";
import type { CellKernel } from "./public.ts";
import type { LoadModule } from "./session.ts";

/** The name under which cells import the kernel itself. */
const ownName = "jupyterlite-typescript-kernel";

/** Loads the modules that the site provides, and no others: no cell makes a request to another server by an import. */
export function moduleLoader(
  { modules }: Modules,
  modulesUrl: string | null,
  kernel: () => CellKernel | undefined,
): LoadModule {
  return async (specifier) => {
    if (specifier === ownName) return kernel();
    const address = modules[specifier];
    if (address === undefined || modulesUrl === null) {
      const known = [...Object.keys(modules), ownName].sort().join(", ");
      throw new Error(`The module "${specifier}" is not served with this site; there are ${known}.`);
    }
    return import(new URL(address, modulesUrl).href);
  };
}
