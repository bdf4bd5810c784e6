"""Converts notebooks to their text twins and back (jupytext Markdown), many at a time.

Standard input is a JSON array; an item is {"markdown": TEXT} or {"notebook": NOTEBOOK}. Standard output is the array of
what they became: a notebook without outputs for Markdown, Markdown for a notebook.
"""

import json
import sys

# Importing it takes seconds (it builds a grammar), and jsonschema does without: it checks internationalised addresses.
sys.modules["rfc3987_syntax"] = None

import jupytext  # noqa: E402
import nbformat  # noqa: E402

# For a twin that somebody has just begun: without it jupytext would take the first fenced block's language for the
# notebook's.
HEADER = """---
jupyter:
  kernelspec:
    display_name: TypeScript
    language: typescript
    name: tslab
---

"""


def to_notebook(text):
    if not text.startswith("---"):
        text = HEADER + text
    notebook = jupytext.reads(text, fmt="md")
    for cell in notebook.cells:
        # A block in another language (shell commands, say) is there to be read: jupytext makes it a cell with a magic
        # command, which tslab does not have.
        if cell.cell_type == "code" and cell.source.startswith("%%"):
            language, _, code = cell.source[2:].partition("\n")
            cell.cell_type = "markdown"
            cell.source = f"```{language}\n{code}\n```"
            del cell["outputs"], cell["execution_count"]
    return notebook


items = json.load(sys.stdin)
converted = []
for item in items:
    if "markdown" in item:
        converted.append(to_notebook(item["markdown"]))
    else:
        converted.append(jupytext.writes(nbformat.from_dict(item["notebook"]), fmt="md"))
# ASCII only, so that the encoding of the terminal does not matter.
json.dump(converted, sys.stdout)
