"""What the peers of `scorebook bench` have in common: a task comes in as a line of JSON, its result goes out as one.

A task is {"task": name, ...}. The result carries "seconds", the time of the task's own work: reading JSON, importing
and building lists are not in it. With "memory": true it also carries "memory", the bytes by which the work made the
process larger at its largest; null where the system does not tell.
"""

import json
import sys
import time


def serve(tasks):
    """Answers tasks from standard input until it ends. `tasks` maps names to functions of the parsed task, each of which
    returns a function without arguments: the work that is timed, whose NumPy array is the result."""
    for line in sys.stdin:
        request = json.loads(line)
        work = tasks[request["task"]](request)
        growth = watch_memory() if request.get("memory") else None
        start = time.perf_counter()
        values = work()
        seconds = time.perf_counter() - start
        answer = {"seconds": seconds, "values": values.ravel().tolist()}
        print(json.dumps({**answer, "memory": growth()} if growth else answer), flush=True)


def watch_memory():
    """A function that says how much larger the process was since now, at its largest. Linux only; else it says None."""
    try:
        # Begins the peak anew, at what is in use now.
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
        before = status("VmRSS")
        return lambda: max(status("VmHWM") - before, 0)
    except OSError:
        return lambda: None


def status(name):
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith(name))
