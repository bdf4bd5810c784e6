"""What the peers of `scorebook bench` have in common: a task comes in as a line of JSON, its result goes out as one.

A task is {"task": name, ...}. The result carries "seconds", the time of the task's own work: reading JSON, importing
and building lists are not in it.
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
        start = time.perf_counter()
        values = work()
        seconds = time.perf_counter() - start
        print(json.dumps({"seconds": seconds, "values": values.ravel().tolist()}), flush=True)
