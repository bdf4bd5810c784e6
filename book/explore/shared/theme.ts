/** The colours of the pictures, by the names of the custom properties in explore.css. */
const NAMES = ["ink", "paper", "faint", "truth", "smoothed", "dae", "rcae", "data", "field", "good", "bad"] as const;
export type ColorName = (typeof NAMES)[number];
export type Colors = Readonly<Record<ColorName, string>>;

type Theme = "light" | "dark";

/** Where a reader's choice is kept. */
const KEY = "scorebook-theme";

/** The colours of the theme that is shown now. */
export function colorsNow(): Colors {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as Colors;
}

/**
 * Shows the theme that the reader chose, or that of the page around an embedded one, or that of the machine; and has the button switch it.
 * @param onChange is called after every change
 */
export function followTheme(button: HTMLElement, onChange: () => void): void {
  const machine = matchMedia("(prefers-color-scheme: dark)");
  const around = themeAround();
  const show = (): void => {
    const theme = around?.() ?? chosen() ?? (machine.matches ? "dark" : "light");
    if (document.documentElement.dataset.theme === theme) return;
    document.documentElement.dataset.theme = theme;
    onChange();
  };
  button.addEventListener("click", () => {
    choose(document.documentElement.dataset.theme === "dark" ? "light" : "dark");
    show();
  });
  machine.addEventListener("change", show);
  if (around) {
    const attributes = { attributes: true, attributeFilter: ["data-theme"] };
    new MutationObserver(show).observe(window.parent.document.documentElement, attributes);
  }
  show();
}

/** Reads the theme of the page around this one; undefined where there is none, or none that may be read. */
function themeAround(): (() => Theme | undefined) | undefined {
  if (window.parent === window) return undefined;
  try {
    const { dataset } = window.parent.document.documentElement;
    return () => asTheme(dataset.theme);
  } catch {
    // A page of another site.
    return undefined;
  }
}

function chosen(): Theme | undefined {
  try {
    return asTheme(localStorage.getItem(KEY));
  } catch {
    // The reader's browser keeps nothing.
    return undefined;
  }
}

function choose(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // It then lasts until the page is left.
  }
  fallback = theme;
}

/** What was chosen where nothing can be kept. */
let fallback: Theme | undefined;

function asTheme(text: string | null | undefined): Theme | undefined {
  return text === "light" || text === "dark" ? text : fallback;
}
