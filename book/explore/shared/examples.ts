import { element } from "./element.ts";

/** Fills the list of examples, and has a choice show one. */
export function addExamples<Example>(
  examples: Readonly<Record<string, Example>>,
  show: (example: Example) => void,
): void {
  const select = element("examples", HTMLSelectElement);
  select.append(new Option("choose one …", ""), ...Object.keys(examples).map((name) => new Option(name, name)));
  select.addEventListener("change", () => {
    if (Object.hasOwn(examples, select.value)) show(examples[select.value]);
    select.value = "";
  });
}
