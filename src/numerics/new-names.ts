import { InputError } from "./input-error.ts";

const warned = new Set<string>();

/**
 * Replaces old names of options by their present names. An old name still works and causes one warning on the console.
 * @param newNames the present name for each old name
 * @throws InputError if an option is given by both of its names
 */
export function withNamesOfToday(options: object, newNames: Readonly<Record<string, string>>): object {
  for (const [old, name] of Object.entries(newNames)) {
    if (!Object.hasOwn(options, old)) continue;
    if (Object.hasOwn(options, name)) {
      throw new InputError({
        argument: old,
        problem: `is the old name of ${name}, which is given too; give one of them`,
      });
    }
    if (!warned.has(old)) console.warn(`${old} is now called ${name}; the old name still works`);
    warned.add(old);
  }
  return renamed(options, newNames);
}

/** The options with some names replaced by others, in the same order. */
export function renamed(options: object, names: Readonly<Record<string, string>>): object {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [names[name] ?? name, value]));
}
