"""Joins the parts of the book into one PDF with an outline: `join_pdf.py OUT`, the parts as JSON on standard input."""

import json
import sys

from pypdf import PdfWriter

writer = PdfWriter()
for part in json.load(sys.stdin):
    writer.append(part["file"], outline_item=part["title"], import_outline=False)
writer.add_metadata({"/Title": "What regularized auto-encoders learn: the executable edition"})
for page in writer.pages:
    page.compress_content_streams()
writer.compress_identical_objects()
writer.write(sys.argv[1])
