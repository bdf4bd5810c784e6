import { spawnSync } from "node:child_process";
import { expect, test, vi } from "vitest";
import { ensureJupyter } from "../../src/cli/jupyter/environment/environment.ts";
import { executeNotebook } from "../../src/cli/jupyter/execution/execute.ts";
import type { Notebook } from "../../src/cli/jupyter/notebook-files/notebook-format.ts";
import { projectRoot } from "../../src/project.ts";

const cells = [
  `import { show, figure4, table } from "scorebook/notebook";
import { execFileSync } from "child_process";
const browser = () => {
  const children = execFileSync("ps", ["-o", "pid=,comm=", "--ppid", String(process.pid)], { stdio: ["ignore", "pipe", "ignore"] }).toString().trim();
  const found = children.split("\\n").map((line) => line.trim().split(/\\s+/)).find(([, name]) => name !== "ps");
  return Number(found?.[0]);
};`,
  "await show(figure4);",
  `process.kill(browser(), "SIGKILL");
await show(figure4, { width: 400 });`,
  "table([{ pid: browser() }]);",
];

test.runIf(process.platform === "linux")(
  "in a real kernel a figure is one output with three types, its picture under 150 kB; a killed browser is replaced; " +
    "none is left when the kernel has ended",
  async () => {
    const environment = await ensureJupyter();
    const notebook: Notebook = {
      cells: cells.map((source, i) => {
        return { cell_type: "code", id: `cell-${i}`, source, metadata: {}, outputs: [], execution_count: null };
      }),
      metadata: { kernelspec: { name: "tslab", display_name: "TypeScript", language: "typescript" } },
      nbformat: 4,
      nbformat_minor: 5,
    };
    const executed = await executeNotebook(environment, notebook, projectRoot());
    if (!("cells" in executed)) throw new Error(`cell ${executed.cell}: ${executed.reason}`);
    const [, first, second, third] = executed.cells.map((cell) => (cell.outputs ?? []) as unknown as NotebookOutput[]);

    expect(first).toHaveLength(1);
    expect(Object.keys(first[0].data ?? {}).sort()).toEqual([
      "application/vnd.plotly.v1+json",
      "image/png",
      "text/plain",
    ]);
    const png = Buffer.from(String(first[0].data?.["image/png"]), "base64");
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1344, 1000]);
    expect(png.length).toBeLessThan(150_000);
    const plotly = first[0].data?.["application/vnd.plotly.v1+json"] as { data: unknown[]; layout: object };
    expect(plotly.data).toHaveLength(12);
    expect(plotly.layout).toMatchObject({ width: 672, height: 500 });

    expect(second[0].data?.["image/png"]).toBeDefined();
    expect(third).toHaveLength(1);
    const browser = Number(/\d+/.exec(String(third[0].data?.["text/plain"]))?.[0]);
    expect(browser).toBeGreaterThan(1);
    await vi.waitFor(() => expect(isAlive(browser)).toBe(false), { timeout: 60_000, interval: 100 });
  },
);

/** A process that has ended may wait for its parent as a zombie, "Z", where process 1 of a container collects none. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.trim().startsWith("Z");
}

interface NotebookOutput {
  readonly data?: Record<string, unknown>;
}
