"""Text of documents, file names and models is shown letter for letter and never acts."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QTextDocument
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

import assistant.desktop
from assistant.desktop.address_box import AddressBox
from assistant.desktop.answer_view import AnswerView
from assistant.desktop.document_list import Documents
from assistant.desktop.page_panel import PagePanel
from assistant.desktop.quote_card import QuoteCard
from assistant.desktop.turn_view import TurnView
from assistant.desktop.widgets import Label, OneLine, shown, tool_tip
from assistant.desktop.window import Window
from assistant.engine.errors import BadModelError
from assistant.engine.events import Answered, AnswerText, Notice, Quoted
from assistant.engine.types import Sentence
from tests.desktop.fakes import QUOTED, make_answer, make_document

HOSTILE = [
    "<img src=file:///etc/passwd>",
    "[x](http://example.org/) ![y](file:///etc/passwd)",
    "<a href='file:///etc/passwd'>here</a><b>bold</b>",
    "<style>*{background:url(//example.org/a)}</style>",
    "&lt;b&gt; &amp; &#x41; &copy;",
]


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything that anyone tries to load or open."""
    seen: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: seen.append(url.toString()))
    monkeypatch.setattr(AnswerView, "loadResource", lambda _, __, name: seen.append(str(name)))
    return seen


@pytest.mark.parametrize("text", HOSTILE)
def test_an_answer_is_shown_letter_for_letter_and_loads_nothing(
    qtbot: QtBot, loaded: list[str], text: str
) -> None:
    view = AnswerView()
    qtbot.addWidget(view)
    view.show()
    view.write(text)
    view.settle()
    assert view.toPlainText() == text
    view.finish(make_answer(text, [Sentence(0, len(text), "unsupported")]))
    assert view.toPlainText() == f"{text} ?"
    view.grab()
    assert loaded == []


@pytest.mark.parametrize("text", HOSTILE)
def test_every_label_of_a_turn_shows_hostile_text_as_it_is(qtbot: QtBot, text: str) -> None:
    turn = TurnView(text)
    qtbot.addWidget(turn)
    citation = type(QUOTED)(1, "p", "d", text, 1, text, text, (), "near", (text,))
    turn.follow(Notice(text))
    turn.follow(Quoted((citation,)))
    turn.follow(AnswerText(text))
    turn.follow(Answered(make_answer(text)))
    turn.fail(BadModelError(text, text))
    labels = turn.findChildren(QLabel)
    assert len(labels) > 6
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}
    assert turn.question.text().replace("\u200b", "") == text


@pytest.mark.parametrize("text", HOSTILE)
def test_tool_tips_show_hostile_titles_as_they_are(qtbot: QtBot, text: str) -> None:
    documents = Documents()
    documents.fill([make_document("a", text)])
    tip = documents.data(documents.index(0), Qt.ItemDataRole.ToolTipRole)
    assert isinstance(tip, str)
    told = QTextDocument()
    told.setHtml(tip)
    assert text in told.toPlainText()
    line = OneLine(text)
    qtbot.addWidget(line)
    told.setHtml(line.toolTip())
    assert told.toPlainText() == text


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://example.org", "citation:x", "citation:-1", "1"]
)
def test_a_link_that_is_no_citation_leads_nowhere(qtbot: QtBot, loaded: list[str], address: str) -> None:
    view = AnswerView()
    qtbot.addWidget(view)
    clicked: list[int] = []
    view.citation_clicked.connect(clicked.append)
    view.anchorClicked.emit(QUrl(address))
    assert clicked == []
    assert loaded == []


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("“As was shown earlier [2], it holds.” [1]", ["[1]"]),
        ("It holds [2], and “so it is [2] said” [1].", ["[2]", "[1]"]),
        ("“See https://a.example [2] and “more [2]” there” [1]", ["https://a.example", "[1]"]),
    ],
)
def test_what_a_quoted_text_has_in_brackets_is_no_citation(qtbot: QtBot, text: str, links: list[str]) -> None:
    view = AnswerView()
    qtbot.addWidget(view)
    view.finish(make_answer(text, [Sentence(0, len(text), "supported", (1,))]))
    found, block = [], view.document().begin()
    for place in block.textFormats():
        if place.format.isAnchor():
            found.append(block.text()[place.start : place.start + place.length])
    assert found == links


def test_the_answer_view_loads_nothing_even_when_asked(qtbot: QtBot, tmp_path: Path) -> None:
    picture = tmp_path / "secret.txt"
    picture.write_text("secret")
    view = AnswerView()
    qtbot.addWidget(view)
    address = QUrl.fromLocalFile(str(picture))
    for kind in QTextDocument.ResourceType:
        assert not view.document().resource(kind.value, address)


def test_a_web_address_asks_before_it_opens_and_shows_all_of_it(
    qtbot: QtBot, loaded: list[str], window: Window
) -> None:
    address = "https://example.org@\u0440\u0430\u0443.com/" + "a" * 200 + "?leak=your%20words"
    text = f"See {address}."
    turn = TurnView("Where?")
    turn.setParent(window)
    turn.follow(Answered(make_answer(text, [Sentence(0, len(text), "unsupported")])))
    assert turn.answer.toPlainText() == f"{text}\u00a0?".replace("\u00a0", " ")
    turn.answer.anchorClicked.emit(QUrl("address:0"))
    (box,) = window.findChildren(AddressBox)
    assert "a" * 200 + "?leak=your%20words" in box.text()
    assert box.text().split("@")[1].startswith("xn--")
    qtbot.mouseClick(box.stay, Qt.MouseButton.LeftButton)
    assert loaded == []
    turn.answer.anchorClicked.emit(QUrl("address:0"))
    qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(AddressBox)))
    box = next(each for each in window.findChildren(AddressBox) if each.isVisible())
    qtbot.mouseClick(box.go, Qt.MouseButton.LeftButton)
    assert len(loaded) == 1
    turn.answer.anchorClicked.emit(QUrl("address:7"))
    turn.answer.anchorClicked.emit(QUrl("https://example.org"))
    assert len(loaded) == 1


TRACED = """
import os
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtCore import QUrl
from assistant.desktop.app import make_application
from assistant.desktop.turn_view import TurnView
from assistant.engine.events import Answered, AnswerText
from assistant.engine.types import Sentence
from tests.desktop.fakes import make_answer
from tests.desktop.test_hostile_text import TRAPS
application = make_application([])
text = chr(10).join(TRAPS)
turn = TurnView(text)
turn.show()
application.processEvents()
print("BEGIN", flush=True)
open("/dev/null").close()
turn.follow(AnswerText(text))
turn.answer.settle()
turn.follow(Answered(make_answer(text, [Sentence(0, len(text), "near")])))
for address in ("file:///trap/one", "http://trap.example/two", "qrc:/trap", "data:text/html,trap"):
    turn.answer.anchorClicked.emit(QUrl(address))
turn.grab()
application.processEvents()
open("/dev/null").close()
"""
TRAPS = [
    "![a](file:///trap/a.png)", "![b](http://trap.example/b.png)", "![c](//trap.example/share/c.png)",
    "![d](data:image/png;base64,iVBORw0KGgo=)", "![e](qrc:/trap/e.png)", "<img src='file:///trap/f.png'>",
    "<link rel=stylesheet href='file:///trap/g.css'>", "[h](file:///trap/h)", "\\\\trap\\share\\i.png",
    "http://trap.example/j",
]  # fmt: skip


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_a_hostile_answer_opens_no_file_and_no_connection_as_the_system_sees_it(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    calls = "open,openat,connect,sendto,stat,newfstatat,statx,access"
    command = ["strace", "-f", "-qq", "-e", f"trace={calls}", "-o", str(trace), sys.executable, "-c", TRACED]
    root = Path(assistant.desktop.__file__).parent.parent.parent
    subprocess.run(command, check=True, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    text = trace.read_text("utf-8", errors="replace")
    assert text.count("/dev/null") >= 2
    between = text.split("/dev/null")[1]
    assert "trap" not in between
    assert "connect(" not in between


def test_a_marker_of_an_absurd_number_is_only_text(qtbot: QtBot) -> None:
    view = AnswerView()
    qtbot.addWidget(view)
    text = "[0] [99999999999999999999] [1][1] [-1] [ 1 ] [1"
    view.finish(make_answer(text, [Sentence(0, len(text), "supported")]))
    assert view.toPlainText() == f"{text} ✓"


def test_a_page_panel_shows_a_hostile_quote_as_it_is(qtbot: QtBot) -> None:
    panel = PagePanel()
    qtbot.addWidget(panel)
    panel.show_citation(
        make_document("a", HOSTILE[0]), type(QUOTED)(1, "p", "d", "t", 1, "1", HOSTILE[2], (), "near")
    )
    assert HOSTILE[2] in panel.quote.text().replace("\u200b", "")
    assert panel.title.text == HOSTILE[0]


def test_control_characters_and_turned_writing_become_spaces_and_joiners_stay() -> None:
    assert shown("a\x00b\x1bc\u202ed\u2066e\ufeff") == "a b c d e "
    assert shown("\u0645\u06cc\u200c\u062e") == "\u0645\u06cc\u200c\u062e"
    assert shown("line\n\ttab") == "line\n\ttab"


@given(st.text())
def test_shown_text_keeps_its_length_so_that_spans_stay_right(text: str) -> None:
    assert len(shown(text)) == len(text)


@given(st.text(alphabet="<>&\"'/ab:=\n"))
def test_no_text_becomes_markup_in_a_tool_tip(text: str) -> None:
    tags = re.findall(r"<[^>]*>", tool_tip(text))
    assert tags == ["<qt>", *["<br>"] * text.count("\n"), "</qt>"]


def test_a_word_without_end_does_not_widen_the_window(qtbot: QtBot) -> None:
    label = Label("x" * 5000)
    card = QuoteCard(type(QUOTED)(1, "p", "d", "t" * 3000, 1, "1", "y" * 3000, (), "near"))
    for widget in (label, card):
        qtbot.addWidget(widget)
        assert widget.minimumSizeHint().width() < 400


def test_no_text_is_put_in_as_markup_anywhere_in_the_window() -> None:
    folder = Path(assistant.desktop.__file__).parent
    parsed = re.compile(
        r"setHtml|insertHtml|setMarkdown|insertMarkdown|RichText|MarkdownText|AutoText|QLabel\(\""
    )
    # The dialog of the help menu shows texts of the program's own.
    assert [file.name for file in folder.glob("*.py") if parsed.search(file.read_text("utf-8"))] == [
        "help_dialog.py"
    ]
