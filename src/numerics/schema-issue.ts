import * as v from "valibot";

/** What is wrong with a value that does not fit its schema, such as "format is missing" or "sigma must be number, not \"a\"". */
export function describeIssue(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? "the value";
  if (issue.input === undefined) return `${path} is missing`;
  if (issue.expected === "never") return `${path} is not a known field`;
  // The messages of the library begin in this way; all others are written for a reader.
  const own = !issue.message.startsWith("Invalid ") || issue.expected === null;
  return own ? `${path}: ${issue.message}` : `${path} must be ${issue.expected}, not ${issue.received}`;
}
