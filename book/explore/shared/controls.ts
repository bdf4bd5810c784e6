import { type Fields, namesOf } from "./address.ts";
import { rounded } from "./rounded.ts";

type Control = HTMLInputElement | HTMLSelectElement;

/** Significant digits of a value that a slider with a logarithmic scale gives. */
const SLIDER_DIGITS = 3;

/** The controls of a form that are named like the fields of a state, bound to them. */
export interface Controls<State> {
  /** Shows a state in all controls but the one that is being typed into. */
  show(state: State): void;
  /** Sets the ends of the slider or number field of this name. */
  limit(name: keyof State & string, least: number, most: number): void;
}

/**
 * @param onInput is called with what was set; and with a problem where a text is not allowed
 */
export function bindControls<State extends object>(
  form: HTMLFormElement,
  fields: Fields<State>,
  onInput: (change: Partial<State>, problem?: string) => void,
): Controls<State> {
  const names = namesOf(fields);
  const controlsOf = (name: string): Control[] =>
    [...form.querySelectorAll<Control>(`[name="${name}"]`)].filter((one) => one instanceof HTMLElement);
  for (const name of names) {
    for (const control of controlsOf(name)) {
      control.addEventListener("input", () => {
        const value = fields[name].parse(textOf(control));
        if (value === undefined) onInput({}, `${labelOf(control)} must be ${fields[name].allowed}.`);
        else onInput({ [name]: value } as Partial<State>);
      });
    }
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  return {
    show: (state) => {
      for (const name of names) {
        const text = fields[name].format(state[name]);
        for (const control of controlsOf(name)) setText(control, text);
        for (const output of form.querySelectorAll<HTMLOutputElement>(`output[data-of="${name}"]`)) {
          output.value = rounded(Number(text));
        }
      }
    },
    limit: (name, least, most) => {
      for (const control of controlsOf(name)) {
        if (!(control instanceof HTMLInputElement)) continue;
        const position = isLogarithmic(control) ? Math.log10 : Number;
        control.min = `${position(least)}`;
        control.max = `${position(most)}`;
      }
    },
  };
}

function isLogarithmic(control: Control): boolean {
  return control.dataset.scale === "log";
}

/** What a control says, as the text of its field. */
function textOf(control: Control): string {
  if (control instanceof HTMLInputElement && control.type === "checkbox") return control.checked ? "yes" : "no";
  return isLogarithmic(control) ? `${Number((10 ** Number(control.value)).toPrecision(SLIDER_DIGITS))}` : control.value;
}

function setText(control: Control, text: string): void {
  if (control instanceof HTMLInputElement && control.type === "radio") control.checked = control.value === text;
  else if (control instanceof HTMLInputElement && control.type === "checkbox") control.checked = text === "yes";
  else if (control instanceof HTMLInputElement && control.type === "range") {
    // A slider that stands for the value already stays where it is, between the digits.
    if (textOf(control) !== text) control.value = isLogarithmic(control) ? `${Math.log10(Number(text))}` : text;
  } else if (document.activeElement !== control) control.value = text;
}

function labelOf(control: Control): string {
  return control.labels?.[0]?.firstChild?.textContent?.trim() || control.name;
}
