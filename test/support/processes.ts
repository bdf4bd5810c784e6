import { spawnSync } from "node:child_process";

/** The processes that a process has started, and those that they have. */
export function descendantsOf(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const { pid, parent } of processes()) children.set(parent, [...(children.get(parent) ?? []), pid]);
  const below = (pid: number): number[] => (children.get(pid) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(pid);
}

/** What those of the processes run that are still there, a line each. */
export function commandsOf(pids: readonly number[]): string {
  // One that has ended may wait for its parent as a zombie, "Z", where process 1 of a container collects none.
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
