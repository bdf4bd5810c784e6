import { InputError } from "../numerics/input-error.ts";

/** Does `work`; where it finds its input unusable, says which option that came from. @throws InputError */
export function namingOption<T>(option: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${option}: ${error.message}`, { cause: error }) : error;
  }
}
