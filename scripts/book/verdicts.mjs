import { spawn } from "node:child_process";
import { join } from "node:path";

/**
 * Measures all claims.
 *
 * @param {string} root the project's folder, whose dist/ has been built
 * @returns {Promise<import("./front-page.mjs").Verdict[]>}
 */
export async function measureVerdicts(root) {
  const { claims } = JSON.parse(
    await output(process.execPath, [join(root, "dist", "cli", "main.js"), "verify", "--json"]),
  );
  return claims.map(({ id, title, source, chapter, verdict, checks }) => {
    return { id, title, source, chapter, verdict, checks: checks.length, closest: closestOf(checks) };
  });
}

/** The largest fraction of its tolerance that one of the checks used. */
function closestOf(checks) {
  const fractions = checks.map(({ predicted, measured, tolerance }) => Math.abs(measured - predicted) / tolerance);
  return Math.max(...fractions.filter((fraction) => Number.isFinite(fraction)));
}

/** What a program prints; it has failed where a claim does not hold, and has printed the verdicts all the same. */
async function output(program, args) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "ignore"] });
  let text = "";
  for await (const part of child.stdout) text += part;
  return text;
}
