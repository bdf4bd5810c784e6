"""Writes ro-crate-metadata.json into a folder: python ro_crate.py FOLDER, a description as JSON on standard input.

The description: {"name", "description", "license": {"url", "name"}, "datePublished", "version", "machine": {name: value},
"files": [{"file", "comment", "sha256"}]}; files lie in FOLDER and stay as they are.
"""

import json
import sys
from pathlib import Path

from rocrate.model.contextentity import ContextEntity
from rocrate.rocrate import ROCrate

FORMATS = {
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".pdf": "application/pdf",
    ".md": "text/markdown",
    ".yml": "application/yaml",
}

folder = Path(sys.argv[1])
given = json.load(sys.stdin)
crate = ROCrate(gen_preview=False)
crate.name = given["name"]
crate.description = given["description"]
# RO-Crate asks that the licence and the run are entities of their own, to which the crate points.
crate.license = crate.add(
    ContextEntity(crate, given["license"]["url"], {"@type": "CreativeWork", "name": given["license"]["name"]})
)
crate.datePublished = given["datePublished"]
software = crate.add(
    ContextEntity(
        crate,
        "#scorebook",
        {"@type": "SoftwareApplication", "name": "scorebook", "softwareVersion": given["version"]},
    )
)
machine = crate.add(
    ContextEntity(
        crate,
        "#machine",
        {
            "@type": "PropertyValue",
            "name": "machine",
            "value": "; ".join(f"{name}: {value}" for name, value in given["machine"].items()),
        },
    )
)
results = []
for item in given["files"]:
    properties = {"name": item["comment"], "sha256": item["sha256"]}
    encoding = FORMATS.get(Path(item["file"]).suffix)
    if encoding:
        properties["encodingFormat"] = encoding
    results.append(crate.add_file(folder / item["file"], dest_path=item["file"], properties=properties))
run = crate.add(
    ContextEntity(
        crate,
        "#run",
        {
            "@type": "CreateAction",
            "name": "scorebook certify",
            "instrument": software,
            "object": machine,
            "result": results,
            "endTime": given["datePublished"],
        },
    )
)
crate.root_dataset["mentions"] = run
crate.metadata.write(folder)
