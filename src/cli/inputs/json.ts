import { InputError } from "../../numerics/input-error.ts";

/**
 * @param what what the text is, for the message: "the value", "the file \"p.json\""
 * @throws InputError for text that is not JSON
 */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replaceAll(/\s+/g, " ") : String(error);
    throw new InputError(`${what} is not valid JSON (${reason})`);
  }
}
