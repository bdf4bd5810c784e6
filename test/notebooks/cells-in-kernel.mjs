// A process that executes the cells of one chapter after another as the kernel does, with tslab's own handler of requests, but
// without Jupyter around it: the type checker, the package and the browser that draws pictures are loaded once for all of them.
// A message `{ reports, cells }` is a chapter to execute from a clean state, with the reports of claims that need not be measured
// again. The answer is `{ texts, failure }`: the plain text of every output that is not a stream, and what went wrong, or null.
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.cwd(), "src.js"));

// tslab watches the files that it reads, and what it looked for in vain. Other tests may write beside them meanwhile, which ends
// tslab ("Unexpected pending rebuildTimer"); here nothing has to be read again.
const { sys } = require("@tslab/typescript-for-tslab");
sys.watchFile = sys.watchDirectory = () => ({ close() {} });

const { createConverter } = require("tslab/dist/converter.js");
const { createExecutor } = require("tslab/dist/executor.js");
const { JupyterHandlerImpl } = require("tslab/dist/jupyter.js");

const { claims } = require("scorebook/notebook");
const node = createConverter({ isJS: false });

/** Executes cells up to the first that fails or writes to standard error. */
async function execute(cells) {
  const executor = createExecutor(process.cwd(), { node, browser: null, close() {} }, console);
  const kernel = new JupyterHandlerImpl(executor, false);
  const texts = [];
  let errors = "";
  const stream = (name, text) => {
    if (name === "stderr") errors += text;
  };
  const display = ({ data }) => texts.push(String(data["text/plain"]));
  for (const code of cells) {
    const { status } = await kernel.handleExecute({ code }, stream, display);
    if (status !== "ok" || errors !== "") return { texts, failure: `${code}\n\n${errors || status}` };
  }
  return { texts, failure: null };
}

process.on("message", async ({ reports, cells }) => {
  for (const report of reports) claims.find(({ id }) => id === report.id).verify = () => report;
  process.send(await execute(cells));
});

// Whoever started it is done, or was killed.
process.once("disconnect", () => process.exit());
