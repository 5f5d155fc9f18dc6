from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.tasks import lacks_a_document, recognise
from tests.engine.test_preference import FILINGS, document

TWO = [document("contract_old.pdf"), document("contract_new.pdf")]

TASKS = {
    "summary": [
        "Summarise this",
        "summarize the contract",
        "Please summarise the staff handbook.",
        "Give me a summary of this document",
        "Give me a short overview of the report",
        "Write a brief summary",
        "TL;DR",
        "Sum up the manual",
        "What is this document about?",
        "Can you summarize the agreement for me?",
        "A short summary of the findings",
        "What are these files about?",
    ],
    "list": [
        "List all deadlines",
        "list every obligation of the supplier",
        "Find all penalties",
        "Show me all warranties",
        "Give me all dates of payment",
        "Name all parties",
        "Enumerate all risks",
        "Which pages mention liability?",
        "Which documents contain the word arbitration?",
        "Please list all fees",
        "What documents mention Belgium?",
        "Collect all definitions",
    ],
    "count": [
        "How many documents mention arbitration?",
        "How many pages contain the word liability?",
        "How often is Belgium mentioned?",
        "In how many files does the supplier appear?",
        "How many times is insurance named?",
        "How many sentences refer to data protection?",
    ],
    "comparison": [
        "Compare contract_old and contract_new",
        "What changed between contract old and contract new?",
        "What has changed from the old one?",
        "Show me the differences between the contracts",
        "What are the changes between both?",
        "the differences between these",
    ],
}
FOREIGN = {
    "summary": [
        "Fasse den Vertrag zusammen",
        "Bitte fassen Sie dieses Dokument zusammen.",
        "Gib mir einen kurzen Überblick",
        "Worum geht es in diesem Vertrag?",
        "Résume ce document",
        "Fais-moi un résumé du contrat",
        "De quoi parle ce rapport ?",
        "Resume este documento",
        "¿De qué trata este contrato?",
        "总结这份合同",
        "这份文件讲了什么？",
    ],
    "list": [
        "Liste alle Fristen auf",
        "Nenne mir alle Parteien",
        "Welche Dokumente erwähnen Haftung?",
        "Énumère tous les délais",
        "Quelles pages mentionnent la responsabilité ?",
        "Enumera todas las obligaciones",
        "¿Qué páginas mencionan la garantía?",
        "列出所有期限",
        "哪些文件提到仲裁？",
    ],
    "count": [
        "Wie viele Dokumente erwähnen Haftung?",
        "Auf wie vielen Seiten steht Schiedsverfahren?",
        "Wie oft wird Belgien erwähnt?",
        "Combien de pages mentionnent la garantie ?",
        "Combien de fois la Belgique est-elle citée ?",
        "¿Cuántos documentos mencionan el arbitraje?",
        "多少页提到保险？",
    ],
    "comparison": [
        "Vergleiche die beiden Verträge",
        "Was hat sich zwischen den Verträgen geändert?",
        "Die Unterschiede zwischen den beiden",
        "Compare les deux contrats",
        "Quelles sont les différences entre les contrats ?",
        "¿Qué ha cambiado entre los contratos?",
        "比较这两份合同",
        "这两份合同之间有什么区别？",
    ],
}
ORDINARY = [
    "Wie viele Urlaubstage habe ich?",
    "Wie lange ist die Kündigungsfrist?",
    "Welche Partei haftet?",
    "Wie oft werden Sicherungen gemacht?",
    "Was ist der Listenpreis?",
    "Quelle est la durée du contrat ?",
    "Combien de jours de congé ai-je ?",
    "¿Cuántos días de vacaciones tengo?",
    "¿Cuál es el plazo?",
    "有多少天假期？",
    "保修期是多长？",
    "什么是价格清单？",
    "年度总结报告是谁写的？",
    "Resume requirements for applicants?",
    "How many vacation days do I get?",
    "How many employees does the company have?",
    "What is the notice period?",
    "Who pays for listing fees?",
    "What is the difference between gross and net?",
    "How often are backups made?",
    "How many pages may the report have?",
    "What does the summary of benefits say about glasses?",
    "Is there a list of holidays?",
    "What happens if all parties agree?",
    "How long is the warranty?",
    "When was the contract changed?",
    "Which plan covers glasses?",
    "Does the contract mention arbitration?",
    "Where do I find the serial number?",
    "How do I compare two readings?",
    "What is a list price?",
    "How many times may I renew?",
    "What are the names of all the seasons",
    "Why was it changed?",
    "Who wrote the handbook?",
    "What changed in 2018?",
    "Can all employees work from home?",
    "Give me the phone number of support",
    "Show the error codes of the pump",
]


@pytest.mark.parametrize(
    ("kind", "question"),
    [(kind, each) for tasks in (TASKS, FOREIGN) for kind, some in tasks.items() for each in some],
)
def test_what_asks_for_everything_is_a_task(kind: str, question: str) -> None:
    task = recognise(question, TWO)
    assert task is not None
    assert task.kind == kind


@pytest.mark.parametrize("question", ORDINARY)
def test_what_asks_for_one_thing_is_an_ordinary_question(question: str) -> None:
    assert recognise(question, TWO) is None


def test_the_subject_is_what_is_left_without_the_frame() -> None:
    task = recognise("How many documents mention data protection?", TWO)
    assert task is not None
    assert task.subject == ("data", "protection")


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("Wie viele Dokumente erwähnen das Schiedsverfahren?", ("schiedsverfahren",)),
        ("Nenne mir alle Fristen der Lieferung", ("fristen", "lieferung")),
        ("Quelles pages mentionnent la garantie ?", ("garantie",)),
        ("¿Cuántos documentos mencionan el arbitraje?", ("arbitraje",)),
        ("哪些文件提到仲裁？", ("仲裁",)),
    ],
)
def test_the_subject_is_found_in_other_languages(question: str, subject: tuple[str, ...]) -> None:
    task = recognise(question, TWO)
    assert task is not None
    assert task.subject == subject


def test_the_documents_that_are_named_are_the_ones_that_are_read() -> None:
    task = recognise("Summarise the 10-K of 3M for 2018", FILINGS)
    assert task is not None
    assert task.documents == ("3M_2018_10K.pdf",)


def test_a_comparison_needs_two_documents() -> None:
    three = [*TWO, replace(TWO[0], id="third", path="third.pdf", title="third")]
    assert recognise("Compare them", three) is None
    named = recognise("Compare contract old and contract new", three)
    assert named is not None
    assert set(named.documents) == {"contract_old.pdf", "contract_new.pdf"}


@given(some.text())
def test_any_question_is_a_task_or_none(question: str) -> None:
    task = recognise(question, TWO)
    assert task is None or task.kind in TASKS


def test_a_comparison_without_two_documents_is_told_from_other_questions() -> None:
    three = [*TWO, document("handbook.pdf")]
    assert lacks_a_document("Compare the two plans", three)
    assert not lacks_a_document("Compare the old and the new contract", TWO)
    assert not lacks_a_document("How many days of leave are there?", three)
