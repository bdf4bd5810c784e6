import { InputError } from "../../numerics/input-error.ts";

/** Does `work`. If it throws an InputError, the name of the option is added to the message. @throws InputError */
export function namingOption<T>(option: string, work: () => T): T {
  return namingOptionOf({}, option, work);
}

/**
 * Does `work` like `namingOption`, where the option depends on the argument that cannot be used.
 * @param options the options of some arguments, such as { radius: "--radius" }; the option replaces the name of the argument
 * @param otherwise the option that holds all other arguments
 * @throws InputError
 */
export function namingOptionOf<T>(options: Readonly<Record<string, string>>, otherwise: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof InputError ? inOption(error, options, otherwise) : error;
  }
}

/** `namingOption` for asynchronous work. @throws InputError */
export async function namingOptionAsync<T>(option: string, work: () => Promise<T>): Promise<T> {
  return namingOptionOfAsync({}, option, work);
}

/** `namingOptionOf` for asynchronous work. @throws InputError */
export async function namingOptionOfAsync<T>(
  options: Readonly<Record<string, string>>,
  otherwise: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof InputError ? inOption(error, options, otherwise) : error;
  }
}

function inOption(error: InputError, options: Readonly<Record<string, string>>, otherwise: string): InputError {
  const { argument, problem, allowed, verb, advice } = error;
  // The error names an option already.
  if (argument.startsWith("-") || error.within !== undefined) return error;
  const parts = { problem, allowed, verb, advice };
  if (Object.hasOwn(options, argument)) {
    return new InputError({ ...parts, argument: options[argument] }, { cause: error });
  }
  const [root] = /^\w+/.exec(argument) ?? [""];
  const within = Object.hasOwn(options, root) ? options[root] : otherwise;
  return new InputError({ ...parts, argument, within }, { cause: error });
}
