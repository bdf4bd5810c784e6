import { InputError } from "../../numerics/input-error.ts";

/** Does `work`; where it finds its input unusable, says which option that came from. @throws InputError */
export function namingOption<T>(option: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${option}: ${error.message}`, { cause: error }) : error;
  }
}

/**
 * The same, where it depends on the argument that the message begins with.
 * @param options for such arguments: { radius: "--radius" }
 * @param otherwise the option for all others
 * @throws InputError
 */
export function namingOptionOf<T>(options: Readonly<Record<string, string>>, otherwise: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const [argument] = /^\w+/.exec(error instanceof Error ? error.message : "") ?? [];
    const option = argument !== undefined && Object.hasOwn(options, argument) ? options[argument] : otherwise;
    return namingOption(option, () => {
      throw error;
    });
  }
}
