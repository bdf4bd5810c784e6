import { type Command, Option } from "commander";
import { InputError } from "../../numerics/input-error.ts";

/**
 * An option that has to be given. Commander checks its own mandatory options before it looks for unknown ones, so that a
 * misspelt option would be reported as a missing one. A `RequiredOption` is checked after all given options were parsed.
 */
export class RequiredOption extends Option {}

/** @throws InputError that names the first required option of the command that was not given */
export function checkRequiredOptions(command: Command): void {
  for (const option of command.options) {
    if (option instanceof RequiredOption && command.getOptionValue(option.attributeName()) === undefined) {
      throw new InputError({
        argument: option.long ?? option.flags,
        problem: `is required; give ${option.description}`,
      });
    }
  }
}
