/** The time between two checks of a condition, in milliseconds. */
export const betweenLooks = 200;

/** A page of a browser in which code can run, with Playwright or without it. */
export interface RunningPage {
  /** Calls a function in the page. Its argument and its result must be values that JSON can hold. */
  evaluate<Argument, Value>(code: (argument: Argument) => Value | Promise<Value>, argument: Argument): Promise<Value>;
}

/**
 * Waits until a function that runs in the page returns a value that is true.
 * @throws Error if this takes longer than `milliseconds`
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
  throw new Error(`The condition did not become true within ${milliseconds / 1000} s: ${code}`);
}
