import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.terms import content_words, question_terms, stem, terms, words


def test_numbers_are_one_word_and_compounds_are_several() -> None:
    assert words("Part-time staff: 3.5 days, §4.2, it’s 1,000 €") == [
        "part", "time", "staff", "3.5", "days", "4.2", "it's", "1,000",
    ]  # fmt: skip


def test_content_words_leave_out_what_every_sentence_has() -> None:
    assert content_words("What is the notice period of the notice?") == ["notice", "period"]


@pytest.mark.parametrize(
    "forms",
    [
        ("plan", "plans", "planned", "planning"),
        ("policy", "policies"),
        ("cover", "covers", "covered", "covering"),
        ("use", "uses", "used", "using"),
        ("reimburse", "reimbursed", "reimbursing"),
    ],
)
def test_the_forms_of_a_word_share_a_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(
    "pair", [("2018", "201"), ("contract", "contact"), ("class", "clas"), ("read", "real")]
)
def test_different_words_keep_different_stems(pair: tuple[str, str]) -> None:
    assert stem(pair[0]) != stem(pair[1])


@given(some.text(max_size=200))
def test_any_text_has_words_and_each_content_word_once(text: str) -> None:
    found = content_words(text)
    assert len(found) == len(set(found))
    assert set(found) <= set(words(text))
    assert all(stem(word) for word in found)


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("de", ("Kündigung", "Kündigungen")),
        ("fr", ("contrat", "contrats")),
        ("es", ("contrato", "contratos")),
        ("ru", ("договор", "договора", "договоров")),
        ("ar", ("العقود", "عقود")),
    ],
)
def test_words_are_stemmed_in_the_language_of_the_text(language: str, forms: tuple[str, ...]) -> None:
    assert len({tuple(terms(form, language)) for form in forms}) == 1


@pytest.mark.parametrize("asked", ["FY2018", "FY18", "fy 2018", "fiscal year 2018", "Fiscal 2018", "2018"])
def test_a_fiscal_year_is_found_however_it_is_written(asked: str) -> None:
    for written in ("FY2018", "fiscal year 2018", "FY '18", "the year 2018"):
        assert set(question_terms(asked, ["en"])) & set(terms(written, "en")) >= {"2018"}


def test_numbers_and_identifiers_stay_whole() -> None:
    assert {"1,577", "3.5", "iso", "9001"} <= set(terms("ISO 9001: 1,577 units, 3.5 %", "en"))
    assert "a.b" in terms("see a.b", "en")


@pytest.mark.parametrize(
    ("text", "asked"), [("人民法院的判决", "法院"), ("情報処理", "処理"), ("임대료를", "임대료")]
)
def test_text_without_spaces_is_found_by_a_part_of_it(text: str, asked: str) -> None:
    assert set(question_terms(asked, ["zh"])) <= set(terms(text, "zh"))


def test_accents_and_points_may_be_left_out() -> None:
    assert terms("employés", "fr") == terms("employes", "fr")
    assert terms("שָׁלוֹם", "he") == terms("שלום", "he")


def test_a_question_is_stemmed_as_each_language_stems_it() -> None:
    assert {"contract", "contracts"} & set(question_terms("contracts", ["en", "he"])) == {
        "contract",
        "contracts",
    }


@given(some.text(max_size=200), some.sampled_from(["en", "de", "zh", "ar", "", "xx"]))
def test_terms_hold_no_white_space(text: str, language: str) -> None:
    assert all(term and not any(map(str.isspace, term)) for term in terms(text, language))
