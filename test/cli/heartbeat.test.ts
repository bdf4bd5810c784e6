import { spawn } from "node:child_process";
import { describe, expect, it } from "vitest";
import { program } from "./scorebook.ts";

describe("a request that takes long", () => {
  it("says on standard error that it is at work, and Ctrl-C ends it with nothing on standard output", async () => {
    // A ring so thin that its loss takes a dozen seconds on a quick machine; the first sentence comes after three.
    const expression = "(x^2+y^2-1)^2/0.0004";
    const domain = [
      [-2, 2],
      [-2, 2],
    ];
    const density = JSON.stringify({ kind: "energy", expression, domain });
    const child = spawn(process.execPath, [
      program,
      "loss",
      "--density",
      density,
      "--method",
      "rcae",
      "--sigma",
      "0.1",
    ]);
    let [said, printed] = ["", ""];
    child.stderr.setEncoding("utf8").on("data", (text) => {
      said += text;
      child.kill("SIGINT");
    });
    child.stdout.setEncoding("utf8").on("data", (text) => {
      printed += text;
    });
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
      child.on("close", (...ended) => resolve(ended));
    });
    expect(said).toMatch(/^scorebook loss: at work for \d+ s; Ctrl-C ends it\n/);
    expect(printed).toBe("");
    // What a shell makes 130 of, 128 and the signal's number.
    expect([code, signal]).toEqual([null, "SIGINT"]);
  });
});
