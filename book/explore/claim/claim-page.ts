import type { ClaimReport } from "scorebook";
import type { Range } from "../shared/axes.ts";
import { canvasOf, element } from "../shared/element.ts";
import { type Curve, drawLines } from "../shared/line-plot.ts";
import { startPage } from "../shared/page.ts";
import { rounded } from "../shared/rounded.ts";
import { workerJobs } from "../shared/worker-job.ts";
import { claimCommand, claimTypescript } from "./claim-code.ts";
import { BREAKAGE_NAMES, claimSentence } from "./claim-sentence.ts";
import { BREAKAGES, CLAIM_IDS, type ClaimState, claimFields, statementOf } from "./claim-state.ts";

/** What was measured last, and of which state. */
let measured: { readonly state: ClaimState; readonly report: ClaimReport } | undefined;
/** What the button breaks. */
let lastBreakage: ClaimState["breakage"] = "sign";

fillLists();
const verdict = element("verdict", HTMLElement);
const page = startPage<ClaimState, ClaimReport>({
  id: "claim",
  fields: claimFields,
  draw,
  typescript: claimTypescript,
  command: claimCommand,
});
const jobs = workerJobs<ClaimState, number, ClaimReport>(new URL("claim-worker.js", import.meta.url), {
  onProgress: (solved) => {
    verdict.textContent = `Measuring: ${solved} reconstructions so far …`;
  },
  onResult: (report) => {
    measured = { state: page.state, report };
    page.redraw();
  },
  onProblem: (problem) => page.complain(problem),
});
element("break", HTMLElement).addEventListener("click", () => {
  page.change({ breakage: page.state.breakage === "none" ? lastBreakage : "none" });
});

function draw(state: ClaimState, before: ClaimState | undefined) {
  const { statement, hypotheses, source } = statementOf(state.claim);
  element("statement", HTMLElement).textContent = `${statement} It is claimed where ${hypotheses} Source: ${source}.`;
  if (state.breakage !== "none") lastBreakage = state.breakage;
  element("break", HTMLElement).textContent = state.breakage === "none" ? "Break the mathematics" : "Mend it";
  if (!before || state.claim !== before.claim || state.breakage !== before.breakage) {
    measured = undefined;
    verdict.textContent = "Measuring …";
    verdict.className = "verdict";
    // What was measured last stays, in pale colours, until there is something new.
    document.documentElement.classList.add("measuring");
    jobs.start(state);
  }
  if (!measured) return undefined;
  const { report } = measured;
  document.documentElement.classList.remove("measuring");
  verdict.textContent = report.verdict === "holds" ? "The claim holds." : "The claim fails.";
  verdict.className = `verdict ${report.verdict}`;
  showChecks(report);
  drawOrders(report);
  return { numbers: report, sentence: claimSentence(state, report), done: true };
}

function fillLists(): void {
  element("claims", HTMLSelectElement).append(
    ...CLAIM_IDS.map((id) => new Option(`${id.toUpperCase()}: ${statementOf(id).title}`, id)),
  );
  element("breakages", HTMLSelectElement).append(
    ...BREAKAGES.map((breakage) => new Option(BREAKAGE_NAMES[breakage], breakage)),
  );
}

function showChecks({ checks }: ClaimReport): void {
  const rows = checks.map(({ name, predicted, measured: value, tolerance, toleranceReason, verdict: own }) => {
    const row = document.createElement("tr");
    row.className = own;
    row.title = toleranceReason;
    const cells = [own, name, rounded(predicted, 6), rounded(value, 6), rounded(tolerance, 2)];
    row.append(
      ...cells.map((text, k) => {
        const cell = document.createElement(k === 1 ? "th" : "td");
        cell.textContent = text;
        return cell;
      }),
    );
    return row;
  });
  element("checks", HTMLElement).replaceChildren(...rows);
}

function drawOrders({ checks, orders }: ClaimReport): void {
  const verdicts = checks.filter(({ fittedOrder }) => fittedOrder).map(({ verdict: own }) => own);
  const curves = orders.map(({ points }, k): Curve => {
    const shown = points.filter(({ at, error }) => at > 0 && error > 0);
    return {
      x: shown.map(({ at }) => Math.log10(at)),
      y: shown.map(({ error }) => Math.log10(error)),
      ...{ color: verdicts[k] === "fails" ? "bad" : "good", width: 1.5, marked: true },
    };
  });
  drawLines(canvasOf("orders"), {
    x: rangeOf(curves.map(({ x }) => x)),
    y: rangeOf(curves.map(({ y }) => y)),
    ...{ xLabel: "σ", yLabel: "error", logX: true, logY: true, curves },
  });
}

/** From the least to the largest of several lists, with some room. */
function rangeOf(lists: readonly ArrayLike<number>[]): Range {
  const all = lists.flatMap((list) => Array.from(list));
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const room = 0.05 * (most - least) || 0.5;
  return [least - room, most + room];
}
