import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds after which a lock file that is still empty was left by a process that ended before it wrote its name. */
const writingTime = 2000;

/**
 * Does `work` while no other process does work under the same lock file; waits for its turn. A lock left behind by a
 * process that is gone is taken over, also where its number belongs to another process by now.
 * @param waiting called once, with the number of the process that has the lock, where there is one to wait for
 */
export async function withLock<T>(
  file: string,
  work: () => Promise<T>,
  waiting: (process: number) => void = () => {},
): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  for (let turns = 0; !take(file); turns++) {
    // Told only from the second turn on, since the lock of a dead process is removed in the first.
    if (turns === 1) waiting(Number(ownerOf(file)?.split(" ")[0]));
    await sleep(200);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file: string): boolean {
  try {
    writeFileSync(file, `${process.pid} ${birthOf(process.pid)}`, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const owner = ownerOf(file);
  if (owner !== null && isGone(owner, file)) remove(file, owner);
  return false;
}

/** What the lock says of its owner; null where it has just been released. */
function ownerOf(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

function isGone(owner: string, file: string): boolean {
  if (owner === "") return Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > writingTime;
  const [, pid, birth] = /^(\d+) ?(.*)$/.exec(owner) ?? [];
  const found = birthOf(Number(pid));
  return found === null || (birth !== "" && birth !== found);
}

/** Removes a lock that nobody holds, but not one that another process has put in its place since. */
function remove(file: string, owner: string): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
    if (readFileSync(aside, "utf8") === owner) rmSync(aside);
    else renameSync(aside, file);
  } catch {
    // Another process removed it first.
  }
}

/**
 * What tells a process from an earlier or later one with the same number: on Linux when it began, and since which start of
 * the machine; elsewhere nothing, "". Null where there is no such process, or it has ended and only waits to be collected.
 */
function birthOf(pid: number): string | null {
  if (!existsSync("/proc/self/stat")) return isAlive(pid) ? "" : null;
  try {
    // After the program's name, which is in brackets and may contain anything: the state first, the beginning 20th.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    const machine = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return fields[0] === "Z" || fields[0] === "X" ? null : `${fields[19]} ${machine}`;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
