import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { sourceHash } from "../../scripts/source-hash.mjs";
import type { ClaimReport } from "../../src/claims/claim-report.ts";
import { projectRoot } from "../../src/project.ts";

// Keeps the reports of the tests of claims, for the test that shows all reports. Measuring is deterministic, so that a report is the same
// as that of the command while sources and models are the same.

const kept = join(projectRoot(), "node_modules", ".cache", "scorebook-claims");

/** Keeps the report of a claim that was measured with the present sources and models. */
export function keepReport(report: ClaimReport): void {
  const folder = join(kept, stateOfProject());
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(kept)) {
    if (name !== stateOfProject()) rmSync(join(kept, name), { recursive: true, force: true });
  }
  const path = join(folder, report.id);
  // The file is written completely or not at all, since another test may read it.
  writeFileSync(`${path}.${process.pid}`, serialize(report));
  renameSync(`${path}.${process.pid}`, path);
}

/** The kept reports of claims, measured with the present sources and models, or null if one is missing. */
export function keptReports(ids: readonly string[]): ClaimReport[] | null {
  const paths = ids.map((id) => join(kept, stateOfProject(), id));
  return paths.every((path) => existsSync(path)) ? paths.map((path) => deserialize(readFileSync(path))) : null;
}

let state: string | undefined;

/** A hash of the sources and models, on which the reports depend. */
function stateOfProject(): string {
  if (state !== undefined) return state;
  const models = join(projectRoot(), "models");
  const hash = createHash("sha256").update(sourceHash(projectRoot())).update(process.version);
  for (const name of readdirSync(models).sort()) hash.update(name).update(readFileSync(join(models, name)));
  state = hash.digest("hex").slice(0, 32);
  return state;
}
