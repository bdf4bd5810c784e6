import { type Certificate, type FileHash, isSealed, type SealedCertificate } from "./certificate.ts";

/** One thing in which two certificates differ. */
export interface Difference {
  /** A file, a claim, or a number of a claim. */
  readonly what: string;
  readonly theirs: string;
  readonly ours: string;
  /**
   * Whether the two certificates contradict each other. A number that differs by less than its tolerance is no
   * contradiction, because machines round differently.
   */
  readonly matters: boolean;
}

/**
 * Names the differences between a certificate and a certificate of the same claims and figures that was made on this machine.
 * @param theirs the certificate that was read; claims and figures that it does not have are not compared
 */
export function compareCertificates(theirs: Certificate, ours: Certificate): Difference[] {
  return [
    ...compareHashes("computed anew: ", theirs.computed, ours.computed),
    ...compareHashes("", theirs.files, ours.files),
    ...theirs.claims.flatMap((claim) => compareClaim(claim, ours)),
  ];
}

/** Whether a certificate was changed after it was made. */
export function brokenSeal(theirs: SealedCertificate): Difference[] {
  if (isSealed(theirs)) return [];
  return [{ what: "the certificate itself", theirs: "changed after it was made", ours: "-", matters: true }];
}

function compareHashes(prefix: string, theirs: readonly FileHash[], ours: readonly FileHash[]): Difference[] {
  const here = new Map(ours.map(({ file, sha256 }) => [file, sha256]));
  return theirs
    .filter(({ file, sha256 }) => here.get(file) !== sha256)
    .map(({ file, sha256 }) => ({
      what: `${prefix}${file}`,
      theirs: short(sha256),
      ours: here.has(file) ? short(here.get(file) ?? "") : "missing",
      matters: true,
    }));
}

type ClaimJson = Certificate["claims"][number];

function compareClaim(theirs: ClaimJson, ours: Certificate): Difference[] {
  const here = ours.claims.find(({ id }) => id === theirs.id);
  if (!here) return [{ what: theirs.id, theirs: theirs.verdict, ours: "not measured", matters: true }];
  const verdict =
    here.verdict === theirs.verdict
      ? []
      : [{ what: theirs.id, theirs: theirs.verdict, ours: here.verdict, matters: true }];
  const order = compareOrder(theirs, here);
  const length = Math.max(theirs.checks.length, here.checks.length);
  const checks = Array.from({ length }, (_, i) => compareCheck(theirs.id, theirs.checks[i], here.checks[i])).flat();
  return [...verdict, ...order, ...checks];
}

/** A fitted order stands among the checks too, and its check has the tolerance. */
function compareOrder(theirs: ClaimJson, { order, checks }: ClaimJson): Difference[] {
  const check = checks.find(({ predicted, measured }) => predicted === order?.expected && measured === order.measured);
  return (["expected", "measured"] as const).flatMap((field) => {
    const [a, b] = [theirs.order?.[field], order?.[field]];
    if (a === b) return [];
    const matters = field === "expected" || !isClose(a, b, check?.tolerance);
    return [{ what: `${theirs.id}: order, ${field}`, theirs: String(a), ours: String(b), matters }];
  });
}

/** Whether both are numbers and differ by no more than this; what is not a number is close to nothing. */
function isClose(a: unknown, b: unknown, tolerance: number | undefined): boolean {
  return typeof a === "number" && typeof b === "number" && tolerance !== undefined && Math.abs(a - b) <= tolerance;
}

type CheckJson = ClaimJson["checks"][number];

function compareCheck(id: string, theirs: CheckJson | undefined, ours: CheckJson | undefined): Difference[] {
  const name = `${id}: ${theirs?.name ?? ours?.name}`;
  if (!theirs || !ours || theirs.name !== ours.name) {
    return [{ what: name, theirs: theirs ? "there" : "missing", ours: ours ? ours.name : "missing", matters: true }];
  }
  const numbers = (["predicted", "measured", "tolerance"] as const).flatMap((field) => {
    const [a, b] = [theirs[field], ours[field]];
    // NaN is null in JSON, in both certificates.
    if (JSON.stringify(a) === JSON.stringify(b)) return [];
    const matters = field === "tolerance" || !isClose(a, b, ours.tolerance);
    return [{ what: `${name}, ${field}`, theirs: String(a), ours: String(b), matters }];
  });
  const verdict =
    theirs.verdict === ours.verdict
      ? []
      : [{ what: `${name}, verdict`, theirs: theirs.verdict, ours: ours.verdict, matters: true }];
  return [...numbers, ...verdict];
}

function short(hash: string): string {
  return `${hash.slice(0, 12)}…`;
}
