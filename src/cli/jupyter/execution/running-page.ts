/** Milliseconds between two checks of a condition. */
const betweenLooks = 200;

/** A page of a browser, in which code runs: Playwright's, or that of another browser. */
export interface RunningPage {
  /** Calls a function in the page, with an argument and a value that can be written as JSON. */
  evaluate<Argument, Value>(code: (argument: Argument) => Value | Promise<Value>, argument: Argument): Promise<Value>;
}

/**
 * Waits until a function of the page gives something true, which may take until the page has loaded.
 * @throws Error after so many milliseconds
 */
export async function untilTrue<Argument, Value>(
  page: RunningPage,
  code: (argument: Argument) => Value | Promise<Value>,
  argument: Argument,
  milliseconds: number,
): Promise<Value> {
  const end = performance.now() + milliseconds;
  while (performance.now() < end) {
    const value = await page.evaluate(code, argument);
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, betweenLooks));
  }
  throw new Error(`It did not come true within ${milliseconds / 1000} s: ${code}`);
}
