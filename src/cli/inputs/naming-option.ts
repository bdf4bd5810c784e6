import { InputError } from "../../numerics/input-error.ts";

/** Does `work`; where it finds its input unusable, says which option that came from. @throws InputError */
export function namingOption<T>(option: string, work: () => T): T {
  return namingOptionOf({}, option, work);
}

/**
 * The same, where the option depends on the argument that cannot be used.
 * @param options those of some arguments: { radius: "--radius" }; the option takes the place of the argument's name
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

/** The same as `namingOption`, for work that takes time. @throws InputError */
export async function namingOptionAsync<T>(option: string, work: () => Promise<T>): Promise<T> {
  return namingOptionOfAsync({}, option, work);
}

/** The same as `namingOptionOf`, for work that takes time. @throws InputError */
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
  const parts = { problem, allowed, verb, advice };
  if (Object.hasOwn(options, argument)) {
    return new InputError({ ...parts, argument: options[argument] }, { cause: error });
  }
  const [root] = /^\w+/.exec(argument) ?? [""];
  const within = Object.hasOwn(options, root) ? options[root] : otherwise;
  return new InputError({ ...parts, argument, within }, { cause: error });
}
