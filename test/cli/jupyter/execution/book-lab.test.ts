import { expect, test } from "vitest";
import { withoutAllowedErrors } from "../../../../src/cli/jupyter/execution/book-lab.ts";

test("of a report's row the error is left out where it is within what is allowed, and nothing else", () => {
  const text = (error: string, measured = "−11.3841"): string => `mass  −11.3841  ${measured}   ${error}   9.9e−7  ✓`;
  expect(withoutAllowedErrors(text("7.5e−8"))).toBe(withoutAllowedErrors(text("8.2e−8")));
  expect(withoutAllowedErrors(text("7.5e−8"))).not.toBe(withoutAllowedErrors(text("8.2e−8", "−11.3842")));
  expect(withoutAllowedErrors(text("1.1e−6"))).toContain("1.1e-6");
  const html = (error: string): string =>
    `<td style="text-align: right">${error}</td><td style="text-align: right">9.9e−7</td><td style="text-align: left">✓</td></tr>`;
  expect(withoutAllowedErrors(html("7.5e−8"))).toBe(withoutAllowedErrors(html("0")));
  expect(withoutAllowedErrors(html("1.1e−6"))).toContain("1.1e-6");
  expect(withoutAllowedErrors(text("7.5e−8").replace("✓", "✗"))).toContain("7.5e-8");
});
