import { isInstalled } from "../project.ts";
import { SetupError } from "./processes/setup-error.ts";

/**
 * Guards commands that write to the project's own notebooks, models and pictures.
 * @throws SetupError where the package is installed by npm, and these are not the user's to write to
 */
export function needCheckout(command: string): void {
  if (!isInstalled()) return;
  throw new SetupError(
    `scorebook ${command} writes to the project's own files: run it in a checkout of the project, not from an installed package.`,
  );
}
