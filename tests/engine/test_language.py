import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.engine.language import language_of

SENTENCES = {
    "en": "The tenant shall pay the rent on the first day of each month, and it is not refundable.",
    "de": "Der Mieter zahlt die Miete am ersten Tag des Monats, und sie wird nicht erstattet.",
    "fr": "Le locataire paie le loyer le premier jour du mois, et il n'est pas remboursable dans ce cas.",
    "es": "El inquilino paga la renta el primer día del mes, y no es reembolsable para las partes.",
    "it": "Il conduttore paga il canone il primo giorno del mese, che non è rimborsabile per la parte.",
    "ru": "Арендатор платит арендную плату в первый день каждого месяца.",
    "ar": "يدفع المستأجر الإيجار في اليوم الأول من كل شهر.",
    "he": "השוכר משלם את דמי השכירות ביום הראשון של כל חודש.",
    "zh": "承租人应于每月第一天支付租金。",
    "ja": "賃借人は毎月一日に賃料を支払うものとする。",
    "ko": "임차인은 매월 첫째 날에 임대료를 지불한다.",
}


@pytest.mark.parametrize(("code", "text"), SENTENCES.items())
def test_the_language_of_a_sentence_is_told(code: str, text: str) -> None:
    assert language_of(text) == code


def test_names_in_latin_letters_do_not_hide_another_script() -> None:
    assert language_of(f"PDF Assistant GmbH & Co. KG ISO 9001 {SENTENCES['he']}") == "he"


def test_a_foreign_name_does_not_change_the_language() -> None:
    assert language_of(f"{SENTENCES['en']} The author is Дмитрий.") == "en"


@pytest.mark.parametrize("text", ["", "12.5 300 4,000", "Xyzzy plugh", "§§ — 7 %"])
def test_what_has_no_language_is_left_unknown(text: str) -> None:
    assert language_of(text) == ""


@given(some.text())
def test_any_text_has_a_known_code_or_none(text: str) -> None:
    assert language_of(text) in {*SENTENCES, "pt", "nl", "tr", ""}
