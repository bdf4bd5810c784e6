import { InputError } from "../../numerics/input-error.ts";
import { list, quote } from "../../numerics/quote.ts";

/**
 * The ids that `--only` names, in the order of `known`; all known ids if the option was not given.
 * @param text ids separated by commas, in upper or lower case
 * @param things what the ids name, for the message: "claims"
 * @throws InputError for an id that is not known; the message lists the known ids
 */
export function selectIds(
  text: string | undefined,
  known: readonly string[],
  option: string,
  things: string,
): readonly string[] {
  if (text === undefined) return known;
  const asked = text.split(",").map((id) => id.trim().toLowerCase());
  for (const id of asked) {
    if (!known.includes(id))
      throw new InputError({
        argument: option,
        problem: `${quote(id)} is not one of the ${things} ${list(known, "and")}`,
      });
  }
  return known.filter((id) => asked.includes(id));
}
