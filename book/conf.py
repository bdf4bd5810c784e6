"""Sphinx's settings for the book. `npm run book` writes what Sphinx reads and gives the rest by the environment."""

import os

from pygments.token import Name, Punctuation, Whitespace
from sphinx.highlighting import PygmentsBridge

project = "What regularized auto-encoders learn"
author = "The scorebook authors"
copyright = author
version = release = os.environ.get("BOOK_VERSION", "")

extensions = ["myst_nb"]
root_doc = "index"
exclude_patterns = ["_static"]
# The docs are also read on GitHub, where a level of headings may be left out. Where Pygments does not know a word of a language,
# it shows the rest in colours all the same.
suppress_warnings = ["myst.header", "misc.highlighting_failure"]

# The notebooks have been executed, and what they print is committed.
nb_execution_mode = "off"
nb_merge_streams = True
nb_mime_priority_overrides = [("html", "text/html", 0), ("html", "text/latex", 1)]
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 4
myst_dmath_double_inline = True

# The words of code that have the colour of its text in the light and in the dark style: without an element around each, the pages are a
# third smaller.
plain = {Name, Name.Other, Punctuation, Whitespace}


class CodeFormatter(PygmentsBridge.html_formatter):
    """Code as HTML, with an element around each word that has a colour of its own."""

    def _get_css_classes(self, ttype):
        return "" if ttype in plain else super()._get_css_classes(ttype)


PygmentsBridge.html_formatter = CodeFormatter

# Nothing comes from another machine.
mathjax_path = "mathjax/tex-chtml.js"
mathjax3_config = {"options": {"enableMenu": False}, "loader": {"load": []}}

html_theme = "sphinx_book_theme"
html_title = project
html_baseurl = os.environ.get("BOOK_ADDRESS", "")
html_static_path = [os.environ["BOOK_STATIC"]]
html_css_files = ["fonts.css", "book.css"]
html_js_files = [("live-figures.js", {"defer": "defer"})]
html_copy_source = False
html_show_sourcelink = False
# Chapters and documents define no terms, so the index would be an empty page.
html_use_index = False
html_show_copyright = False
html_last_updated_fmt = None
templates_path = ["templates"]
html_context = {
    "default_mode": "auto",
    "has_lab": bool(os.environ.get("BOOK_LAB")),
    "has_explore": bool(os.environ.get("BOOK_EXPLORE")),
    "has_pdf": bool(os.environ.get("BOOK_PDF")),
}
side_bar = ["navbar-logo.html", "search-button-field.html", "sbt-sidebar-nav.html", "elsewhere.html"]
html_sidebars = {
    "*": side_bar,
    "docs/*": side_bar,
    # There are many pages of source text, and one comes to them by a link.
    "source/**": ["navbar-logo.html"],
}
html_theme_options = {
    "navbar_persistent": [],
    "show_navbar_depth": 1,
    "show_toc_level": 2,
    "use_download_button": False,
    "use_fullscreen_button": False,
    "home_page_in_toc": True,
    "toc_title": "On this page",
    "extra_footer": f"<p>scorebook {version}, the executable edition of a paper by G. Alain and Y. Bengio.</p>",
}
