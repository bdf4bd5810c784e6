import { isInstalled } from "../project.ts";
import { SetupError } from "./processes/setup-error.ts";

/**
 * Refuses commands that write to the project's own notebooks, models and pictures, unless they run in a checkout.
 * @throws SetupError if the package was installed by npm
 */
export function needCheckout(command: string): void {
  if (!isInstalled()) return;
  throw new SetupError(
    `scorebook ${command} writes to the project's own files: run it in a checkout of the project, not from an installed package.`,
  );
}
