"""Text → a PDF, with copies of the pages that it cites, the quoted words marked; runs in the PDF child.

Text comes as HTML in which foreign text is escaped (exporting.to_html); nothing is loaded for it. Copied
pages leave links, forms and annotations behind.
"""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.engine.types import Box

STYLE = """
body { font-family: sans-serif; font-size: 10.5pt; line-height: 1.35; }
h1 { font-size: 17pt; margin-bottom: 6pt; }
h2 { font-size: 12.5pt; margin-top: 14pt; margin-bottom: 4pt; }
p { margin-top: 3pt; margin-bottom: 3pt; }
p.source { font-size: 9pt; margin-left: 14pt; color: #444444; }
"""
MARGIN, FOOT = 56, 64
HIGHLIGHT = (1.0, 0.89, 0.48)
CAPTION = 8
_BLACK = (0.0, 0.0, 0.0)

PyMuPDF = Any
MarkedPage = dict[str, Any]
"""document (opened), page (from 1), boxes (in points of the page as displayed), caption."""


def typeset(library: PyMuPDF, text: str, cited: Sequence[MarkedPage]) -> Iterator[bytes]:
    """Yield the bytes of a PDF of A4 pages, then the cited pages in their own sizes."""
    made = library.open("pdf", _flow(library, text))
    for each in cited:
        number = each["page"] - 1
        made.insert_pdf(each["document"], from_page=number, to_page=number, links=False, annots=False,
                        widgets=False)  # fmt: skip
        _mark(library, made[-1], each["boxes"])
        _caption(library, made[-1], each["caption"])
    made.bake()
    made.subset_fonts()
    yield made.tobytes(garbage=3, deflate=True)


def _flow(library: PyMuPDF, text: str) -> bytes:
    story = library.Story(text, user_css=STYLE)
    out = io.BytesIO()
    writer = library.DocumentWriter(out)
    paper = library.paper_rect("a4")
    room = library.Rect(MARGIN, MARGIN, paper.width - MARGIN, paper.height - FOOT)
    more = True
    while more:
        device = writer.begin_page(paper)
        more = bool(story.place(room)[0])
        story.draw(device)
        writer.end_page()
    writer.close()
    return out.getvalue()


def _mark(library: PyMuPDF, page: PyMuPDF, boxes: Sequence[Box]) -> None:
    for box in boxes:
        marker = page.add_highlight_annot(library.Rect(box) * page.derotation_matrix)
        marker.set_colors(stroke=HIGHLIGHT)
        marker.update()


def _caption(library: PyMuPDF, page: PyMuPDF, caption: str) -> None:
    """Write a line at the foot of a page."""
    page.remove_rotation()
    page.clean_contents()
    writer = library.TextWriter(page.rect)
    place = library.Point(CAPTION, page.rect.height - CAPTION)
    writer.append(place, caption, font=library.Font("cjk"), fontsize=CAPTION)
    writer.write_text(page, color=_BLACK)
