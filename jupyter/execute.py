"""Executes one notebook from top to bottom and writes it, outputs included, to another file.

    python execute.py INPUT.ipynb OUTPUT.ipynb FOLDER TIMEOUT

FOLDER is the kernel's working directory, TIMEOUT the seconds a cell may take. Standard output carries one JSON object
per line:

    {"event": "cell", "cell": 3, "of": 12}    code cell 3 of 12 begins
    {"event": "failed", "cell": 3, "line": "const x = …", "reason": "…"}
    {"event": "done"}

A cell fails where the kernel says so or where anything is written to standard error: tslab reports an error as text
there and a failed reply, without an `error` output. After a failure OUTPUT is not written and the exit status is 1.
"""

import json
import sys

# Importing it takes seconds (it builds a grammar), and jsonschema does without: it checks internationalised addresses.
sys.modules["rfc3987_syntax"] = None

import nbformat  # noqa: E402
from nbclient import NotebookClient  # noqa: E402
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError  # noqa: E402


def say(**event):
    print(json.dumps(event), flush=True)


# Numerical cells make many short-lived arrays. With more room for them, and without threads that collect garbage beside the
# computation, a chapter takes a twelfth less of the processors' time; two chapters are executed at a time.
NODE_OPTIONS = ["--max-semi-space-size=64", "--single-threaded-gc"]


class Failure(Exception):
    """A cell that did not do what it should."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


def error_text(cell):
    """What the cell said of its error: standard error, or an error output of a kernel that makes them."""
    texts = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream" and output.name == "stderr":
            texts.append(output.text)
        elif output.output_type == "error":
            texts.append("\n".join(output.traceback) or f"{output.ename}: {output.evalue}")
    return "".join(texts)


def main(source, target, folder, timeout):
    notebook = nbformat.read(source, as_version=4)
    code = [index for index, cell in enumerate(notebook.cells) if cell.cell_type == "code" and cell.source.strip()]
    place = {index: number for number, index in enumerate(code, start=1)}
    running = {"index": code[0] if code else 0}

    def begin(cell, cell_index):
        running["index"] = cell_index
        say(event="cell", cell=place[cell_index], of=len(code))

    def end(cell, cell_index, execute_reply):
        status = execute_reply["content"]["status"]
        text = error_text(cell)
        if status != "ok" or text:
            raise Failure(text or f"the kernel answered: {status}")

    client = NotebookClient(
        notebook,
        timeout=timeout,
        kernel_name="tslab",
        allow_errors=True,  # `end` decides, with the text that tslab gives
        coalesce_streams=True,
        record_timing=False,
        resources={"metadata": {"path": folder}},
        on_cell_execute=begin,
        on_cell_executed=end,
    )
    client.km = client.create_kernel_manager()
    client.km.kernel_spec.argv[1:1] = NODE_OPTIONS
    try:
        client.execute()
    except (Failure, CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        cell = notebook.cells[running["index"]] if notebook.cells else {"source": ""}
        if isinstance(error, Failure):
            reason = error.reason
        elif isinstance(error, CellTimeoutError):
            reason = f"still running after {timeout} s"
        else:
            reason = error_text(cell) or str(error)
        lines = cell["source"].strip().splitlines() or [""]
        say(event="failed", cell=place.get(running["index"], 0), line=lines[0], reason=reason)
        return 1
    # Text as single strings, as in memory: the caller cuts it into lines.
    with open(target, "w", encoding="utf-8") as file:
        json.dump(notebook, file, ensure_ascii=False)
    say(event="done")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])))
