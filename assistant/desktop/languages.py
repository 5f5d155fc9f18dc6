"""The window in other languages: texts of the window, and sentences of the engine, from one file a language.

resources/translations/LANGUAGE.json maps an English text to its translation. The window's texts pass Qt's
tr(), wherever they stand, so Qt asks the Catalogue for them. The engine speaks English with {} where a name
or a number stands; its sentences are recognised by that and said again in the user's language.
"""

import json
import re
from functools import cache

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from assistant import paths
from assistant.engine.errors import AssistantError

LANGUAGES = ("de", "zh")
_QT = {"de": "qtbase_de", "zh": "qtbase_zh_CN"}
_PROPERTY = "language"
_HOLE = re.compile(r"\\\{[^}]*\\\}")


class Catalogue(QTranslator):
    """Translates whatever its file holds; the rest stays English."""

    def __init__(self, language: str, parent: QObject) -> None:
        super().__init__(parent)
        self._texts = texts_of(language)

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        """Return the translation, None where there is none."""
        return self._texts.get(source)

    def isEmpty(self) -> bool:
        """Tell Qt that there is something to ask for."""
        return False


def install(application: QCoreApplication, language: str) -> None:
    """Speak a language from now on: system, en, or one of LANGUAGES."""
    wanted = QLocale.system().name()[:2] if language == "system" else language
    if wanted not in LANGUAGES:
        return
    application.setProperty(_PROPERTY, wanted)
    standard = QTranslator(application)
    standard.load(_QT[wanted], QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    application.installTranslator(standard)
    application.installTranslator(Catalogue(wanted, application))


def tr(text: str) -> str:
    """Translate a text of the window, outside of a QObject."""
    return QCoreApplication.translate("", text)


def later(text: str) -> str:
    """Mark a text that is translated where it is shown."""
    return text


def resource(name: str) -> str:
    """Return a text of the program's own, in Markdown, in the language of the window where there is one."""
    folder = paths.program_folder() / "resources"
    own = folder / f"{name}.{_language()}.md"
    return (own if own.exists() else folder / f"{name}.md").read_text("utf-8")


def _language() -> str:
    application = QCoreApplication.instance()
    return str((application.property(_PROPERTY) if application else None) or "")


def localised(sentence: str) -> str:
    """Return a sentence of the engine in the language of the window, or as it is."""
    language = _language()
    if not language:
        return sentence
    texts = texts_of(language)
    if sentence in texts:
        return texts[sentence]
    for pattern, translation in _patterns(language):
        if found := pattern.fullmatch(sentence):
            return translation.format(*found.groups())
    return sentence


def sentence(error: AssistantError) -> str:
    """Return what happened and what to do, in the language of the window."""
    return f"{localised(error.text)} {localised(error.advice)}".strip()


@cache
def texts_of(language: str) -> dict[str, str]:
    """Return the translations of a language by their English texts."""
    file = paths.program_folder() / "resources" / "translations" / f"{language}.json"
    texts: dict[str, str] = json.loads(file.read_text("utf-8"))
    return texts


@cache
def _patterns(language: str) -> list[tuple[re.Pattern[str], str]]:
    """Return what recognises sentences with holes, those with more text of their own first."""
    held = [(source, told) for source, told in texts_of(language).items() if "{}" in source]
    held.sort(key=lambda pair: -len(pair[0]))
    return [(re.compile(_HOLE.sub("(.+?)", re.escape(source)), re.DOTALL), told) for source, told in held]
