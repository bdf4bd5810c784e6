import { formatSeconds } from "../../output/output.ts";
import type { NotebookRun } from "./notebooks.ts";

/** The result of running a chapter as the command prints it: one line, then the failure or the differences of each cell. */
export function describeRun(run: NotebookRun, check: boolean): string {
  const lines = [`${run.name}: ${summary(run, check)} (${formatSeconds(run.seconds)})`];
  lines.push(...run.remarks.map((remark) => `  ${remark}`));
  if (check && run.remarks.length > 0) lines.push("  To put that right: npx scorebook notebooks");
  for (const { cell, line, details } of run.differences) {
    lines.push(`  cell ${cell}, ${quoted(line)}:`);
    lines.push(...details.map((detail) => indent(detail, 4)));
  }
  if (run.failure) {
    const { cell, line, reason } = run.failure;
    lines.push(`  cell ${cell}, ${quoted(line)}, failed:`, indent(reason, 4));
  }
  return lines.join("\n");
}

function summary({ failure, differences, written, ok }: NotebookRun, check: boolean): string {
  if (failure) return "failed";
  if (check) return ok ? "as committed" : differences.length > 0 ? "differs from what is committed" : "not in order";
  return written.length > 0 ? `${written.join(" and ")} written` : "unchanged";
}

function quoted(line: string): string {
  return JSON.stringify(line.length > 60 ? `${line.slice(0, 59)}…` : line);
}

function indent(text: string, columns: number): string {
  return text
    .split("\n")
    .map((line) => `${" ".repeat(columns)}${line}`)
    .join("\n");
}
