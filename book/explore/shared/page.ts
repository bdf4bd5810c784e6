import { type Fields, initialState, readAddress, writeAddress } from "./address.ts";
import { copyText } from "./clipboard.ts";
import { bindControls, type Controls } from "./controls.ts";
import { element } from "./element.ts";
import { showEmbedded } from "./embedded.ts";
import { followTheme } from "./theme.ts";

/** What a page shows in numbers, and in a sentence for those who do not see the pictures. */
export interface Shown<Numbers> {
  readonly numbers: Numbers;
  readonly sentence: string;
  /** Whether nothing more will come: false while chains run, or a network is trained. */
  readonly done: boolean;
}

/** What makes a page: its state, how it is drawn, and the code that gives the same numbers. */
export interface Explorable<State extends object, Numbers> {
  readonly id: string;
  readonly fields: Fields<State>;
  /**
   * Computes and draws a state; what it shows is left out where it comes later, by `publish`.
   * @param before the state that was drawn last; undefined at first
   * @throws InputError for a state that can't be used: the page says so, and keeps its pictures
   */
  draw(state: State, before: State | undefined): Shown<Numbers> | undefined;
  typescript(state: State): string;
  command(state: State): string;
}

/**
 * What tests and other pages read of a page, as `window.scorebookState`: the state in the address, and the numbers in the pictures,
 * all of which come from the package's core.
 */
export interface PublishedState<State, Numbers> {
  readonly id: string;
  readonly state: State;
  readonly numbers: Numbers;
  readonly done: boolean;
  /** How many times the page has been drawn. */
  readonly drawings: number;
  /** Milliseconds from the request for the page to its first pictures. */
  readonly firstDrawnAfter: number;
}

export interface Page<State> {
  readonly state: State;
  readonly controls: Controls<State>;
  /** Changes the state, and draws it in the next frame. */
  change(change: Partial<State>): void;
  /** Draws in the next frame. */
  redraw(): void;
  /** What is shown now, by a page that draws more than once for a state. */
  publish(shown: Shown<unknown>): void;
  /** Shows a sentence on what is wrong; "" for nothing. */
  complain(problem: string): void;
}

/**
 * A screen reader reads the sentence, and the address changes, once things have stood still for so many milliseconds, or have moved for
 * so many.
 */
const [QUIET, LONGEST_WAIT] = [400, 3000];

/** Brings a page to life. */
export function startPage<State extends object, Numbers>(explorable: Explorable<State, Numbers>): Page<State> {
  const { fields, id } = explorable;
  const { state: first, problems } = readAddress(fields, location.search);
  const embedded = new URLSearchParams(location.search).get("embed") === "1";
  if (embedded) showEmbedded();
  const problemLine = element("problem", HTMLElement);
  const sentenceLine = element("sentence", HTMLElement);
  let state = first;
  let before: State | undefined;
  /** Stay on the page until something is changed. */
  let problemsOfAddress = problems.join(" ");
  let drawings = 0;
  let firstDrawnAfter: number | undefined;
  let waiting = false;
  let said = Number.NEGATIVE_INFINITY;
  let quiet: ReturnType<typeof setTimeout> | undefined;

  const complain = (problem: string): void => {
    problemLine.textContent = problem;
  };
  const publish = ({ numbers, sentence, done }: Shown<unknown>): void => {
    drawings += 1;
    firstDrawnAfter ??= performance.now();
    const published: PublishedState<State, unknown> = { id, state, numbers, done, drawings, firstDrawnAfter };
    Object.assign(window, { scorebookState: published });
    clearTimeout(quiet);
    const say = (): void => {
      said = performance.now();
      sentenceLine.textContent = sentence;
      history.replaceState(null, "", addressOf(embedded));
    };
    if (performance.now() - said > LONGEST_WAIT) say();
    else quiet = setTimeout(say, QUIET);
  };
  const addressOf = (withFrame: boolean): string => {
    const search = writeAddress(fields, state);
    if (!withFrame) return `${location.pathname}${search}`;
    return `${location.pathname}${search === "" ? "?" : `${search}&`}embed=1`;
  };
  const drawNow = (): void => {
    waiting = false;
    try {
      const shown = explorable.draw(state, before);
      before = state;
      complain(problemsOfAddress);
      if (shown) publish(shown);
    } catch (error) {
      complain(error instanceof Error ? sentenceOf(error.message) : String(error));
    }
    element("typescript", HTMLElement).textContent = explorable.typescript(state);
    element("command", HTMLElement).textContent = explorable.command(state);
  };
  const redraw = (): void => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(drawNow);
  };
  const controls = bindControls(element("controls", HTMLFormElement), fields, (change, problem) => {
    if (problem) complain(problem);
    else set(change);
  });
  const set = (change: Partial<State>): void => {
    problemsOfAddress = "";
    state = { ...state, ...change };
    controls.show(state);
    redraw();
  };

  followTheme(element("theme", HTMLElement), redraw);
  addCopyButtons(
    explorable,
    () => state,
    () => addressOf(false),
  );
  element("reset", HTMLElement).addEventListener("click", () => set(initialState(fields)));
  const sizes = new ResizeObserver(redraw);
  for (const canvas of document.querySelectorAll("canvas")) sizes.observe(canvas);
  // Once whoever calls this has the page.
  queueMicrotask(() => {
    controls.show(state);
    redraw();
  });
  return {
    get state() {
      return state;
    },
    ...{ controls, change: set, redraw, publish, complain },
  };
}

function addCopyButtons<State extends object>(
  { typescript, command }: Pick<Explorable<State, unknown>, "typescript" | "command">,
  state: () => State,
  address: () => string,
): void {
  const texts = {
    "copy-typescript": { text: () => typescript(state()), shown: "typescript" },
    "copy-command": { text: () => command(state()), shown: "command" },
    "copy-link": { text: () => new URL(address(), location.href).href, shown: null },
  };
  for (const [id, { text, shown }] of Object.entries(texts)) {
    element(id, HTMLElement).addEventListener("click", async () => {
      const said = await copyText(text(), shown === null ? null : element(shown, HTMLElement));
      element("copied", HTMLElement).textContent = said;
    });
  }
}

/** Messages of errors begin with the name of an argument. */
function sentenceOf(message: string): string {
  const sentence = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
