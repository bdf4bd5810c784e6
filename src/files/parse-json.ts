import { InputError } from "../numerics/input-error.ts";

/** The largest depth of nested arrays and objects. Valid inputs need five levels; far more levels would exhaust the stack later. */
const MOST_NESTED = 100;

/**
 * Parses JSON.
 * @param what the name of the text in messages: "the value", "the file \"p.json\""
 * @throws InputError for text that is not JSON, and for text that is nested too deeply
 */
export function parseJson(text: string, what: string): unknown {
  const nested = nesting(text);
  if (nested > MOST_NESTED) {
    throw new InputError({
      argument: what,
      verb: "nest",
      allowed: `its arrays and objects at most ${MOST_NESTED} deep`,
      problem: nested,
    });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replaceAll(/\s+/g, " ") : String(error);
    throw new InputError({ argument: what, problem: `is not valid JSON (${reason})` });
  }
}

const [QUOTE, BACKSLASH] = ['"', "\\"].map((character) => character.charCodeAt(0));
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = ["[", "]", "{", "}"].map((one) => one.charCodeAt(0));

/** The depth of nested brackets outside strings. It compares character codes, since a matrix may have 20 million characters. */
function nesting(text: string): number {
  let [open, most] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
      open += 1;
      if (open > most) most = open;
    } else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) open -= 1;
  }
  return most;
}

/** The position at which the string that begins at a quotation mark ends. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}
