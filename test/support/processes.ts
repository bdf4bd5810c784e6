import { spawnSync } from "node:child_process";

/** The processes that a process has started, and the processes that these have started. */
export function descendantsOf(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const { pid, parent } of processes()) children.set(parent, [...(children.get(parent) ?? []), pid]);
  const below = (pid: number): number[] => (children.get(pid) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(pid);
}

/** The commands of the processes that still exist, one line each. */
export function commandsOf(pids: readonly number[]): string {
  // A process that has ended may remain as a zombie, "Z", if process 1 of a container does not collect it.
  const alive = processes().filter(({ pid, state }) => pids.includes(pid) && !state.startsWith("Z"));
  return alive.map(({ command }) => command).join("\n");
}

function processes(): { pid: number; parent: number; state: string; command: string }[] {
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid=,stat=,command="], { encoding: "utf8" });
  return stdout.split("\n").flatMap((line) => {
    const [, pid, parent, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), state, command }];
  });
}
