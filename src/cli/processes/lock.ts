import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** If a lock file is still empty after this time, in milliseconds, its process ended before it wrote its number. */
const writingTime = 2000;

/**
 * Waits until no other process holds the lock file, then does `work` while holding it. A lock whose process has ended is taken
 * over, even if the number of that process now belongs to another process.
 * @param waiting called once if another process holds the lock, with the number of that process
 */
export async function withLock<T>(
  file: string,
  work: () => Promise<T>,
  waiting: (process: number) => void = () => {},
): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  for (let turns = 0; !take(file); turns++) {
    // The lock of a dead process is removed in the first turn, so only the second turn means that the process has to wait.
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

/** The text of the lock file, which names its owner; null if the lock has just been released. */
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

/** Removes a lock whose owner has ended, unless another process has taken the lock in the meantime. */
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
 * A text that distinguishes a process from an earlier or a later process with the same number. On Linux the text holds the time at
 * which the process began and the id of the machine's last start; on other systems it is empty. Null if there is no such process, or
 * if it has ended and is a zombie.
 */
function birthOf(pid: number): string | null {
  if (!existsSync("/proc/self/stat")) return isAlive(pid) ? "" : null;
  try {
    // The fields after the program's name, which is in brackets and may contain any character: the first is the state, the 20th the
    // time at which the process began.
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
