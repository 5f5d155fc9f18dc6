import contextlib
import itertools
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.engine.errors import (
    AssistantError,
    DamagedPdfError,
    NotAPdfError,
    NoTextError,
    PasswordNeededError,
    UnreadableFileError,
)
from assistant.engine.pdf_reader import PdfReader
from assistant.engine.types import Page, ParsedPdf
from tests import pdfs

NASTY = Path("/work/shared/data/nasty")
ROWS = (
    ("Grade", "Salary", "Bonus"),
    ("One", "30,000", "500"),
    ("Two", "40,000", "700"),
    ("Three", "50,000", "900"),
)


@pytest.fixture(scope="module")
def reader() -> Iterator[PdfReader]:
    made = PdfReader()
    yield made
    made.close()


def read(reader: PdfReader, path: Path, password: str | None = None) -> ParsedPdf:
    reading = reader.read(path, password)
    while True:
        try:
            next(reading)
        except StopIteration as finished:
            return finished.value


def only_page(reader: PdfReader, path: Path) -> Page:
    (page,) = read(reader, path).pages
    return page


def words(page: Page) -> list[str]:
    return [page.text[word.start : word.end] for word in page.words]


def check(page: Page) -> None:
    """Assert what holds for every page: words and blocks in order, within the text, nothing between them."""
    ends = [0, *(word.end for word in page.words)]
    starts = [*(word.start for word in page.words), len(page.text)]
    assert all(end <= start for end, start in zip(ends, starts, strict=True))
    assert all(not page.text[end:start].strip() for end, start in zip(ends, starts, strict=True))
    assert all(page.text[word.start : word.end].strip() for word in page.words)
    assert all(one.end < other.start for one, other in itertools.pairwise(page.blocks))
    assert all(sign.isprintable() or sign in "\n\t\u200c\u200d" for sign in page.text)
    assert (page.state == "text") == bool(page.words)


def test_words_stand_in_the_text_and_on_the_page(reader: PdfReader, tmp_path: Path) -> None:
    page = only_page(reader, pdfs.plain(tmp_path / "a.pdf", ("Staff get 25 days.", "", "Ask early.")))
    assert page.text == "Staff get 25 days.\nAsk early."
    assert words(page) == ["Staff", "get", "25", "days.", "Ask", "early."]
    left, top, right, bottom = page.words[0].box
    assert 70 < left < 74 < right < 110
    assert 100 < top < 115 < bottom < 130
    assert (page.width, page.height, page.state, page.label) == (595, 842, "text", "1")
    check(page)


def test_progress_counts_up_to_all_pages(reader: PdfReader, tmp_path: Path) -> None:
    path = pdfs.plain(tmp_path / "a.pdf", *[(f"Page number {number} it is.",) for number in range(5)])
    steps = list(reader.read(path))
    assert steps[-1] == (5, 5)
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)


def test_hidden_words_are_counted_and_not_read(reader: PdfReader, tmp_path: Path) -> None:
    page = only_page(reader, pdfs.hidden(tmp_path / "a.pdf"))
    assert page.text == "Everybody sees this sentence."
    # Ten, not twelve: MuPDF itself leaves out what stands off the page.
    assert page.hidden_words == 10


def test_outlined_and_bold_text_is_visible(reader: PdfReader, tmp_path: Path) -> None:
    document = pdfs.library().open()
    page = pdfs.new_page(document)
    pdfs.write(page, ("Outlined letters.",), render_mode=1)
    pdfs.write(page, ("Bold letters.",), y=200, fontname="hebo")
    document.save(tmp_path / "a.pdf")
    assert only_page(reader, tmp_path / "a.pdf").hidden_words == 0


def test_white_text_is_read_where_something_dark_is_painted_beneath_it(
    reader: PdfReader, tmp_path: Path
) -> None:
    page = only_page(reader, pdfs.white_on_dark(tmp_path / "a.pdf"))
    assert "Banner headline" in page.text
    assert "secret" not in page.text
    assert page.hidden_words == 2


def test_the_text_layer_of_a_scan_is_read(reader: PdfReader, tmp_path: Path) -> None:
    page = only_page(reader, pdfs.scan_with_text_layer(tmp_path / "a.pdf", "Recognised on the scan."))
    assert page.text == "Recognised on the scan."
    assert page.hidden_words == 0


def test_bold_that_was_printed_four_times_is_read_once(reader: PdfReader, tmp_path: Path) -> None:
    page = only_page(reader, pdfs.fake_bold(tmp_path / "a.pdf", "Jill will tell the bookkeeper"))
    assert page.text == "Jill will tell the bookkeeper"


def test_columns_are_read_one_after_the_other(reader: PdfReader, tmp_path: Path) -> None:
    page = only_page(reader, pdfs.two_columns(tmp_path / "a.pdf"))
    marks = [word for word in words(page) if word.startswith(("left", "right")) and word[-1].isdigit()]
    assert marks == [f"{side}{number}" for side in ("left", "right") for number in range(12)]
    assert page.text.startswith("Leave and how it is taken")
    assert all(block.kind != "table" for block in page.blocks)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_ruled_table_is_read_row_by_row_however_the_page_is_turned(
    reader: PdfReader, tmp_path: Path, rotation: int
) -> None:
    page = only_page(reader, pdfs.ruled_table(tmp_path / "a.pdf", ROWS, rotation))
    turned = (842, 595) if rotation % 180 else (595, 842)
    assert (page.width, page.height) == turned
    assert all(0 <= word.box[0] <= word.box[2] <= page.width for word in page.words)
    assert all(0 <= word.box[1] <= word.box[3] <= page.height for word in page.words)
    if rotation == 0:
        (table,) = [block for block in page.blocks if block.kind == "table"]
        assert page.text[table.start : table.end] == "\n".join("\t".join(row) for row in ROWS)
        assert page.text[table.start : table.header_end] == "Grade\tSalary\tBonus"
        assert page.text.count("40,000") == 1
    check(page)


def test_a_turned_page_gives_boxes_where_the_words_are_displayed(reader: PdfReader, tmp_path: Path) -> None:
    document = pdfs.library().open(pdfs.plain(tmp_path / "a.pdf", ("Corner",)))
    document[0].set_rotation(90)
    document.save(tmp_path / "b.pdf")
    (word,) = only_page(reader, tmp_path / "b.pdf").words
    # What stood 120 points below the top stands 120 points left of the right edge once turned.
    assert 842 - 125 < word.box[0] < word.box[2] < 842 - 100
    assert 70 < word.box[1] < 74


STATEMENT = (
    ("Cash flows from operating activities",),
    ("Net income", "$5,363", "$4,869"),
    ("Adjustments to reconcile net income to net cash",),
    ("provided by operating activities",),
    ("Pension contributions", "(370)", "(967)"),
    ("Other items", "", "256"),
    ("Cash flows from investing activities",),
    ("Purchases of property and equipment", "(1,577)", "(1,373)"),
    ("Cash at end of year", "$2,853", "$3,053"),
)


def test_a_financial_statement_is_one_table_with_its_years_its_labels_and_its_signs(
    reader: PdfReader, tmp_path: Path
) -> None:
    file = pdfs.statement(tmp_path / "a.pdf", "Statement of Cash Flows", ("2018", "2017"), STATEMENT)
    page = only_page(reader, file)
    (table,) = [block for block in page.blocks if block.kind == "table"]
    assert page.text[table.start : table.end].split("\n") == [
        "(Millions)\t2018\t2017",
        "Cash flows from operating activities",
        "Net income\t$ 5,363\t$ 4,869",
        "Adjustments to reconcile net income to net cash provided by operating activities",
        "Pension contributions\t(370)\t(967)",
        "Other items\t\t256",
        "Cash flows from investing activities",
        "Purchases of property and equipment\t(1,577)\t(1,373)",
        "Cash at end of year\t$ 2,853\t$ 3,053",
    ]


def test_a_table_without_rules_is_read_row_by_row(reader: PdfReader, tmp_path: Path) -> None:
    page = only_page(reader, pdfs.aligned_table(tmp_path / "a.pdf", ROWS))
    (table,) = [block for block in page.blocks if block.kind == "table"]
    assert page.text[table.start : table.end] == "\n".join("\t".join(row) for row in ROWS)


def test_page_labels_are_kept(reader: PdfReader, tmp_path: Path) -> None:
    document = pdfs.library().open(pdfs.plain(tmp_path / "a.pdf", ("Foreword here.",), ("Chapter here.",)))
    document.set_page_labels([{"startpage": 0, "style": "r"}, {"startpage": 1, "style": "D", "prefix": "A-"}])
    document.save(tmp_path / "b.pdf")
    assert [page.label for page in read(reader, tmp_path / "b.pdf").pages] == ["i", "A-1"]


def test_pages_without_text_are_marked_and_the_others_read(reader: PdfReader, tmp_path: Path) -> None:
    document = pdfs.library().open(pdfs.plain(tmp_path / "a.pdf", ("Some text here.",)))
    document.insert_pdf(pdfs.library().open(pdfs.no_text(tmp_path / "scan.pdf")))
    document.save(tmp_path / "b.pdf")
    assert [page.state for page in read(reader, tmp_path / "b.pdf").pages] == ["text", "no text"]


def test_a_pdf_without_any_text_says_so(reader: PdfReader, tmp_path: Path) -> None:
    with pytest.raises(NoTextError, match="text"):
        read(reader, pdfs.no_text(tmp_path / "a.pdf", 2))


def test_a_page_that_hangs_fails_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.engine.pdf_reader.PAGE_SECONDS", 1.0)
    with contextlib.closing(PdfReader()) as reader:
        parsed = read(reader, pdfs.hanging(tmp_path / "a.pdf"))
    assert [page.state for page in parsed.pages] == ["text", "failed", "text"]


def test_closing_a_reading_ends_it_at_once_and_the_reader_goes_on(tmp_path: Path) -> None:
    with contextlib.closing(PdfReader()) as reader:
        reading = reader.read(pdfs.hanging(tmp_path / "a.pdf"))
        while next(reading) != (1, 3):
            pass
        next(reading)
        started = time.monotonic()
        reading.close()
        assert time.monotonic() - started < 2
        assert read(reader, pdfs.plain(tmp_path / "b.pdf")).pages[0].state == "text"


BAD = {
    "empty": (b"", NotAPdfError, "empty"),
    "page of the web": (b"<html><body>Not a PDF</body></html>", NotAPdfError, "not a PDF"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), NotAPdfError, "not a PDF"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_pdf_is_named_so(reader: PdfReader, tmp_path: Path, name: str) -> None:
    content, error, text = BAD[name]
    (tmp_path / "a.pdf").write_bytes(content)
    with pytest.raises(error, match=text):
        read(reader, tmp_path / "a.pdf")


def test_damaged_and_empty_pdfs_are_named_with_their_reason(reader: PdfReader, tmp_path: Path) -> None:
    with pytest.raises(DamagedPdfError):
        read(reader, pdfs.damaged(tmp_path / "a.pdf"))
    with pytest.raises(DamagedPdfError, match="no pages"):
        read(reader, pdfs.zero_pages(tmp_path / "b.pdf"))


def test_a_file_that_is_gone_or_a_folder_is_unreadable(reader: PdfReader, tmp_path: Path) -> None:
    for path in (tmp_path / "gone.pdf", tmp_path):
        with pytest.raises(UnreadableFileError):
            read(reader, path)


def test_a_password_is_asked_for_and_used(reader: PdfReader, tmp_path: Path) -> None:
    path = pdfs.password(tmp_path / "a.pdf", "secret")
    with pytest.raises(PasswordNeededError, match="protected"):
        read(reader, path)
    with pytest.raises(PasswordNeededError, match="does not open"):
        read(reader, path, "wrong")
    assert read(reader, path, "secret").pages[0].text == "Staff get 25 days of leave."


def test_an_empty_password_opens_silently(reader: PdfReader, tmp_path: Path) -> None:
    assert read(reader, pdfs.password(tmp_path / "a.pdf", "")).pages[0].state == "text"


TITLES = {
    "Leave policy": "Leave policy",
    "Microsoft Word - leave.docx": "Big heading",
    "untitled": "Big heading",
    "leave_final_v2.pdf": "Big heading",
    "": "Big heading",
}


@pytest.mark.parametrize("claimed", TITLES)
def test_the_title_is_the_metadatas_where_it_makes_sense(
    reader: PdfReader, tmp_path: Path, claimed: str
) -> None:
    path = pdfs.plain(tmp_path / "a.pdf", ("# Big heading", *pdfs.LOREM), title=claimed)
    assert read(reader, path).title == TITLES[claimed]


def test_a_page_is_drawn_as_a_picture_of_bounded_size(reader: PdfReader, tmp_path: Path) -> None:
    path = pdfs.plain(tmp_path / "a.pdf")
    small = pdfs.library().Pixmap(reader.render(path, 1, 0.5))
    large = pdfs.library().Pixmap(reader.render(path, 1, 1000.0))
    assert (small.width, small.height) == (298, 421)
    assert 3990 <= large.height <= 4000
    with pytest.raises(DamagedPdfError, match="no page 7"):
        reader.render(path, 7, 1.0)


@pytest.mark.skipif(not NASTY.is_dir(), reason="the folder of hostile PDFs is not here")
def test_hostile_pdfs_end_in_text_or_in_a_clear_error(reader: PdfReader) -> None:
    for path in sorted(NASTY.glob("*fuzz*.pdf"))[:6] + sorted(NASTY.glob("*vertical*.pdf")):
        with contextlib.suppress(AssistantError):
            for page in read(reader, path).pages:
                check(page)
