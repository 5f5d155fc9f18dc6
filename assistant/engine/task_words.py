"""How summaries, lists, counts and comparisons are asked for, language by language; pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """What asks for each kind of task, and the words of asking, which are not what is asked about."""

    summary: re.Pattern[str]
    list: re.Pattern[str]
    count: re.Pattern[str]
    comparison: re.Pattern[str]
    frame: re.Pattern[str]


def _wording(summary: str, list: str, count: str, comparison: str, frame: str) -> Wording:
    return Wording(*(re.compile(each, re.IGNORECASE) for each in (summary, list, count, comparison, frame)))


def _any_of(words: str) -> str:
    return rf"\b(?:{'|'.join(words.split())})\b"


def _english() -> Wording:
    polite = r"^\s*(?:please\s+|can you\s+|could you\s+|i want you to\s+)*"
    thing = (
        r"(?:documents?|files?|pdfs?|papers?|reports?|contracts?|manuals?|polic(?:y|ies)|handbooks?"
        r"|library)"
    )
    overview = r"(?:an? )?(?:\w+ )?(?:summary|overview)\b"
    about = rf"what (?:is|are) (?:this|these|the|my|that) {thing} about\b"
    speaks = r"(?:mention|contain|refer|speak|name|named|occur|appear)"
    places = r"(?:documents|files|pdfs|pages|passages|sentences|times|places)"
    return _wording(
        rf"{polite}(?:summari[sz]e\b|sum up\b|tl;?dr\b|(?:give|write|make)(?: me)? {overview}"
        rf"|{overview} of\b|{about})",
        rf"{polite}(?:list|enumerate|collect|find|show(?: me)?|give me|name)\s+(?:me\s+)?(?:all"
        rf"|every|each)\b"
        rf"|^\s*(?:which|what) {places} {speaks}\b",
        rf"^\s*(?:in )?how (?:many {places}\b.*\b{speaks}(?:s|ed)?\b"
        rf"|often (?:is|are|does|do|has|have)\b.*\b{speaks}(?:s|ed)?\b)",
        rf"{polite}(?:compare\b|what (?:has |have |is |are )?(?:changed|different) (?:between|from)\b"
        r"|(?:what are |show(?: me)? |list )?the (?:changes|differences) between\b)",
        _any_of(
            "list enumerate collect find show give name all every each how many often documents? files?"
            " pdfs? pages? passages sentences times places mention(?:s|ed)? contain(?:s|ed)?"
            " refer(?:s|red)? speaks? occurs? appear(?:s|ed)? named names library"
        ),
    )


def _german() -> Wording:
    polite = r"^\s*(?:bitte\s+|kannst du\s+|können sie\s+)*"
    overview = r"(?:eine?n? )?(?:\w+ )?(?:zusammenfassung|überblick)\b"
    speaks = (
        r"(?:erwähn|enthalten|enthält|nennen|nennt|genannt|sprechen|spricht|vor(?:kommt|kommen)?\b|steht\b)"
    )
    places = r"(?:dokumente|dateien|pdfs|seiten|stellen|absätze|sätze)n?"
    return _wording(
        rf"{polite}(?:fass(?:en sie|e|t)?\b.*\bzusammen\b|(?:gib|geben sie|schreibe?"
        rf"|mache?)(?: mir)? {overview}"
        rf"|{overview} (?:von|vom|über|des|der|dieses|dieser)\b"
        r"|worum geht es in (?:diese[mnr]?|de[mnr]|meine[mnr]?)\b|zusammenfassen\b)",
        rf"{polite}(?:liste?n?|zähle?n?|nennen?|finden?|zeigen?|zeig|suche?n?|sammeln?|sammle)"
        r"(?: sie)?(?: mir)?\s+(?:alle[rsnm]?|jede[rsnm]?|sämtliche)\b"
        rf"|^\s*(?:in )?welche[nr]? {places}\b.*{speaks}",
        rf"^\s*(?:(?:in|auf) )?wie ?viele[nr]? {places}\b.*{speaks}"
        rf"|^\s*wie oft (?:wird|werden|kommt|kommen|steht|stehen|ist|sind)\b.*(?:{speaks}|auf\b)",
        rf"{polite}(?:vergleich(?:e|en sie)?\b|was (?:hat|haben) sich .*\b(?:geändert"
        rf"|verändert)\b.*\b(?:zwischen|von)\b"
        r"|was (?:hat|haben) sich (?:zwischen|von)\b|was unterscheidet\b"
        r"|(?:was sind |zeige? (?:mir )?|welche )?(?:die )?(?:unterschiede|änderungen) zwischen\b)",
        _any_of(
            "bitte liste?n? zähle?n? nennen? finden? zeigen? suchen? sammeln? sammle auf mir sie"
            " alle[rsnm]? jede[rsnm]?"
            " sämtliche wie viele[nr]? wieviele[nr]? welche[nr]? oft wird werden kommt kommen vor"
            " steht stehen in den dem der die das des"
            " von vom dokumente?n? datei(?:en)? pdfs? seiten? stellen? absätzen? sätzen? ist sind wort"
            " erwähn(?:t|en) enthalten enthält nennt genannt sprechen spricht"
        ),
    )


def _french() -> Wording:
    polite = r"^\s*(?:s'il (?:te|vous) plaît,?\s+|peux-tu\s+|pouvez-vous\s+)*"
    overview = r"(?:un )?(?:\w+ )?(?:résumé|aperçu)\b"
    speaks = r"(?:mentionn|contien|parl|cit|évoqu|appara)"
    places = r"(?:documents|fichiers|pdf|pages|passages|phrases|endroits)"
    return _wording(
        rf"{polite}(?:résume[rz]?\b|(?:fai(?:s|tes)|donne[zr]?|écri(?:s|vez))(?:-moi)? {overview}"
        rf"|{overview} (?:de|du|des)\b"
        r"|de quoi parle(?:nt)? (?:ce|cet|cette|ces|le|la|les|mon|ma|mes)\b)",
        rf"{polite}(?:liste[rz]?|énumère[rz]?|trouve[rz]?|montre[rz]?|donne[rz]?|cite[rz]?"
        rf"|cherche[rz]?)(?:-moi)?\s+"
        rf"(?:tous|toutes|chaque)\b|^\s*(?:dans )?quel(?:le)?s {places}\b.*{speaks}",
        rf"^\s*(?:dans )?combien (?:de |d['’]){places}\b.*{speaks}|^\s*combien de fois\b",
        rf"{polite}(?:compare[rz]?\b|qu['’]est-ce qui a changé (?:entre|depuis)\b"
        r"|(?:quelles sont |montre[rz]?(?:-moi)? )?les (?:différences|changements) entre\b)",
        _any_of(
            "liste[rz]? énumère[rz]? trouve[rz]? montre[rz]? donne[rz]? cite[rz]? cherche[rz]? moi"
            " tous toutes chaque"
            " combien quels quelles fois de d du des la le les un une dans documents? fichiers? pdf"
            " pages? passages? phrases?"
            " mentionn\\w* contien\\w* parl\\w* évoqu\\w* appara\\w* est sont mot"
        ),
    )


def _spanish() -> Wording:
    polite = r"^\s*¿?\s*(?:por favor,?\s+|puedes\s+|puede\s+)*"
    overview = r"(?:un )?(?:\w+ )?resumen\b"
    speaks = r"(?:mencion|contien|habl|cit|nombr|aparec)"
    places = r"(?:documentos|archivos|ficheros|pdf|páginas|pasajes|frases|lugares)"
    return _wording(
        rf"{polite}(?:resum(?:e|a|en|ir) (?:el|la|los|las|lo|est[aeo]s?|mis?|todo)\b|resúmeme\b"
        rf"|(?:haz(?:me)?|da(?:me)?|escribe) {overview}"
        rf"|{overview} (?:de|del)\b"
        r"|de qué tratan? (?:este|esta|estos|estas|el|la|los|las|mi|mis)\b)",
        rf"{polite}(?:enumera|lista|encuentra|busca|muestra|muéstrame|dame|nombra)\s+(?:tod[oa]s|cada)\b"
        rf"|^\s*¿?\s*(?:en )?qué {places}\b.*{speaks}",
        rf"^\s*¿?\s*(?:en )?cuánt[oa]s {places}\b.*{speaks}|^\s*¿?\s*cuántas veces\b",
        rf"{polite}(?:comparar?\b|qué (?:ha cambiado|cambió) entre\b"
        r"|(?:cuáles son |muéstrame )?las diferencias entre\b)",
        _any_of(
            "enumera lista encuentra busca muestra muéstrame dame nombra tod[oa]s cada cuánt[oa]s"
            " qué veces en de del el la"
            " los las se un una documentos? archivos? ficheros? pdf páginas? pasajes? frases? lugares?"
            " mencion\\w* contien\\w* habl\\w* nombr\\w* aparec\\w* palabra"
        ),
    )


def _chinese() -> Wording:
    places = "(?:文档|文件|页面?|段落|句子|地方)"
    speaks = "(?:提到|提及|包含|出现|谈到|涉及)"
    return _wording(
        r"^(?:请)?(?:帮我)?(?:总结|概括|概述)|的(?:摘要|总结|概述)[。？?]?$|讲了什么|讲的是什么|主要内容是",
        rf"(?:列出|列举|找出|找到|显示).{{0,4}}(?:所有|全部|每)|哪些{places}.*{speaks}",
        rf"多少(?:个|份|页|处|次)?{places}?.*{speaks}|{speaks}.*多少次",
        r"^(?:请)?(?:比较|对比)|之间的?(?:区别|差异|变化|不同)|之间有(?:什么|哪些)(?:区别|差异|变化|不同)",
        rf"请|列出|列举|找出|找到|显示|所有|全部|每个?|哪些|有?多少(?:个|份|页|处|次)?|{places}|{speaks}|的|了|中|里|在|[？?。]",
    )


WORDINGS: Mapping[str, Wording] = {
    "en": _english(),
    "de": _german(),
    "fr": _french(),
    "es": _spanish(),
    "zh": _chinese(),
}
