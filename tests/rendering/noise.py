"""What happens to a plan on its way into a file, whatever the layout: other signs, other labels, page breaks, encodings.

Each function takes a plan (or a text) and gives it changed, the same on every run.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.rendering.plan import PageBreak, Plan, PlanRow, Text

FOOT = ("A European Union Programme", "欧盟项目")
Change = Callable[[Plan], Plan]

_SHORT = {
    "city": "City",
    "province": "Province",
    "country": "Country",
    "population": "Population",
    "area": "Area",
    "period": "Period",
    "themes": "Themes",
    "related_tags": "SDGs",
    "focus": "Key focus",
    "challenge": "Key challenges",
    "objective": "Main objectives",
    "activities": "Main activities",
    "results": "Expected results",
}
_LONG = {
    "city": "City / cities involved",
    "province": "Province, State, Department or region",
    "country": "Country / countries",
    "population": "Population of the city",
    "area": "Size of the city (km²)",
    "period": "Period of cooperation (from – until)",
    "themes": "Cooperation Themes of the U-CAP",
    "related_tags": "Related SDGs and Urban Agenda topics addressed",
    "focus": "Key focus of cooperation themes in the U-CAP",
    "challenge": "Key challenges of cooperation theme identified so far",
    "objective": "Main objectives of cooperation as described in the full U-CAP",
    "activities": "Short description of main activities and key outputs to date (e.g. pilot projects, visits)",
    "results": "Expected results and benefits for the cities",
}


def same(plan: Plan) -> Plan:
    """Nothing changed."""
    return plan


def both(*changes: Change) -> Change:
    """One change after the other."""

    def changed(plan: Plan) -> Plan:
        for change in changes:
            plan = change(plan)
        return plan

    return changed


# ── Labels ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _labels(plan: Plan, rewrite: Callable[[PlanRow], str]) -> Plan:
    rows = [replace(row, label=rewrite(row)) if isinstance(row, PlanRow) and row.label else row for row in plan.rows]
    return plan.with_rows(rows)


def _with_end_of(label: str, words: str) -> str:
    """Other words with the colon that the label has, or hasn't."""
    return words + (":" if label.endswith(":") else "")


def capital_labels(plan: Plan) -> Plan:
    """`CITY:`."""
    return _labels(plan, lambda row: row.label.upper())


def short_labels(plan: Plan) -> Plan:
    """`Population`, `Area`, each with a colon: without one a short label is a word like others."""
    return _labels(plan, lambda row: f"{_SHORT[row.section]}:")


def long_labels(plan: Plan) -> Plan:
    """`City / cities involved`, each with a colon."""
    return _labels(plan, lambda row: f"{_LONG[row.section]}:")


def colons_on_all(plan: Plan) -> Plan:
    """`Size (km²):`, which the form prints without."""
    return _labels(plan, lambda row: row.label.rstrip(": ") + ":")


def no_colons(plan: Plan) -> Plan:
    """`Population`."""
    return _labels(plan, lambda row: re.sub(r"[.:\s]+$", "", row.label))


def spaced_colons(plan: Plan) -> Plan:
    """`City :`, as in French."""
    return _labels(plan, lambda row: re.sub(r":$", " :", row.label))


def misspelt_labels(plan: Plan) -> Plan:
    """One typing error in each label that has seven letters and more: a letter left out, doubled or swapped with the next."""
    random = Random(plan.name)
    return _labels(plan, lambda row: _misspelt(row.label, random))


def _misspelt(label: str, random: Random) -> str:
    words = list(re.finditer(r"[^\W\d_]{6,}", label))
    if not words or len(label) < 7:
        return label
    word = random.choice(words)
    at = random.randrange(word.start() + 1, word.end() - 2)
    kind = random.choice(("left out", "doubled", "swapped"))
    if kind == "left out":
        return label[:at] + label[at + 1 :]
    if kind == "doubled":
        return label[:at] + label[at] + label[at:]
    return label[:at] + label[at + 1] + label[at] + label[at + 2 :]


# ── Order ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def texts_first(plan: Plan) -> Plan:
    """The texts before the head, each in its order."""
    rows = [row for row in plan.rows if isinstance(row, PlanRow)]
    return plan.with_rows([row for row in rows if not row.is_head] + [row for row in rows if row.is_head])


def reversed_sections(plan: Plan) -> Plan:
    """The last section first."""
    return plan.with_rows(list(reversed(plan.rows)))


def shuffled_sections(plan: Plan) -> Plan:
    """The sections in any order."""
    rows = list(plan.rows)
    Random(plan.name).shuffle(rows)
    return plan.with_rows(rows)


def repeated_labels(plan: Plan) -> Plan:
    """The label again on each block of a text, as after a page break that repeats the row's head."""
    rows: list[PlanRow | PageBreak] = []
    for row in plan.rows:
        if isinstance(row, PlanRow) and not row.is_head and len(row.lead) > 1:
            rows += [replace(row, lead=row.lead[:1]), replace(row, lead=row.lead[1:])]
        else:
            rows.append(row)
    return plan.with_rows(rows)


# ── Signs ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _texts(plan: Plan, rewrite: Callable[[str], str], sign: Callable[[str], str] = lambda sign: sign) -> Plan:
    """Every text and label rewritten; what is set bold at a block's head stays so."""

    def block(text: Text) -> Text:
        head, rest = rewrite(text.text[: text.bold]), text.text[text.bold :]
        whole = head + rewrite(rest) if head else rewrite(text.text)
        return replace(text, text=whole, sign=sign(text.sign), bold=len(head))

    rows: list[PlanRow | PageBreak] = []
    for row in plan.rows:
        if isinstance(row, PlanRow):
            cells = [tuple(block(text) for text in cell) for cell in (row.lead, row.partner)]
            row = replace(row, label=rewrite(row.label), lead=cells[0], partner=cells[1])
        rows.append(row)
    return plan.with_rows(rows)


def no_break_spaces(plan: Plan) -> Plan:
    """Every third blank a no-break one."""
    return _texts(plan, lambda text: _every(r" ", "\u00a0", text, 3))


def narrow_spaces(plan: Plan) -> Plan:
    """Narrow no-break spaces and figure spaces by turns."""
    return _texts(plan, lambda text: _every(r" ", "\u202f", _every(r" ", "\u2007", text, 4), 3))


def zero_width(plan: Plan) -> Plan:
    """A zero-width space behind every second word, a word joiner inside others."""
    return _texts(
        plan, lambda text: _every(r"(?<=\w)(?= )", "\u200b", _every(r"(?<=\w\w)(?=\w\w)", "\u2060", text, 7), 2)
    )


def soft_hyphens(plan: Plan) -> Plan:
    """A soft hyphen in every second word of eight letters and more."""
    return _texts(plan, lambda text: _every(r"(?<=[^\W\d_]{4})(?=[^\W\d_]{4})", "\u00ad", text, 4))


def decomposed(plan: Plan) -> Plan:
    """Accents as letters of their own, as file systems of one maker write them."""
    import unicodedata

    return _texts(plan, lambda text: unicodedata.normalize("NFD", text))


def full_width_colons(plan: Plan) -> Plan:
    """`City：`, without a blank behind it."""
    return _texts(plan, lambda text: re.sub(r": ?", "：", text))


def em_dashes(plan: Plan) -> Plan:
    """Every dash between words a long one."""
    return _texts(plan, lambda text: re.sub(r" [–-] ", " — ", text))


def hyphens_for_dashes(plan: Plan) -> Plan:
    """Every dash a hyphen."""
    return _texts(plan, lambda text: text.replace("–", "-"))


def curly_quotes(plan: Plan) -> Plan:
    """`“…”` and `’`."""
    return _texts(plan, lambda text: re.sub(r'"([^"]*)"', "“\\1”", text).replace("'", "’"))


def straight_quotes(plan: Plan) -> Plan:
    """`"…"` and `'`."""
    return _texts(plan, lambda text: re.sub("[“”]", '"', text).replace("’", "'"))


def _every(pattern: str, replacement: str, text: str, nth: int) -> str:
    """Every `nth` match replaced, from the second on."""
    count = 0

    def replaced(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return replacement if count % nth == 2 % nth else match[0]

    return re.sub(pattern, replaced, text)


def bullets(first: str, second: str) -> Change:
    """The items of both levels with other signs; numbers stay."""

    def changed(plan: Plan) -> Plan:
        return _texts(plan, lambda text: text, lambda sign: {"→": first, "○": second}.get(sign, sign))

    return changed


def numbers(first: str) -> Change:
    """Numbered items written otherwise: `1)`, `(1)`."""

    def changed(plan: Plan) -> Plan:
        return _texts(plan, lambda text: text, lambda sign: first.format(sign[:-1]) if sign[:1].isdigit() else sign)

    return changed


def no_numbers(plan: Plan) -> Plan:
    """Numbered items with a bullet instead."""
    return _texts(plan, lambda text: text, lambda sign: "•" if sign[:1].isdigit() else sign)


def windows_1252(plan: Plan) -> Plan:
    """Only letters that Windows-1252 has: arrows become dashes, rings bullets."""
    return _texts(plan, lambda text: text.replace("→", "–"), lambda sign: {"→": "•", "○": "–"}.get(sign, sign))


# ── Pages ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def furniture_between(plan: Plan) -> Plan:
    """Running heads, feet and page numbers between the rows, without a form feed."""
    lines = (("A European Union Programme",), ("欧盟项目",), ("Page 2 of 3",), ("3",), ("- 4 -",), ("IUC-ASIA",))
    rows: list[PlanRow | PageBreak] = []
    for number, row in enumerate(plan.rows):
        rows.append(row)
        if number % 2:
            rows.append(PageBreak(lines[number // 2 % len(lines)], is_page=False))
    return plan.with_rows(rows)


def break_between_rows(plan: Plan) -> Plan:
    """Pages that end between rows."""
    rows: list[PlanRow | PageBreak] = []
    for number, row in enumerate(plan.rows):
        rows.append(row)
        if number in (4, 8, 10):
            rows.append(_page(number))
    return plan.with_rows(rows)


def break_between_blocks(plan: Plan) -> Plan:
    """Pages that end between the blocks of every text."""

    def cut(row: PlanRow, number: int) -> list[PlanRow | PageBreak]:
        if len(row.lead) < 2:
            return [row]
        at = 1 + number % (len(row.lead) - 1)
        return _torn(row, row.lead[:at], row.lead[at:], number)

    return _each_text(plan, cut)


def break_in_block(kind: str, seed: int = 0) -> Change:
    """Pages that end inside a block of every text: before a word in lower case (`sentence`), before a capital (`capital`),
    in a word that stands elsewhere too (`word`), or in any word behind a hyphen (`hyphen`).
    """

    def changed(plan: Plan) -> Plan:
        random = Random(f"{plan.name}{kind}{seed}")
        known = " ".join(text.text for row in plan.rows if isinstance(row, PlanRow) for text in row.lead)

        def cut(row: PlanRow, number: int) -> list[PlanRow | PageBreak]:
            places = [
                (index, place) for index, text in enumerate(row.lead) for place in _places(text.text, kind, known)
            ]
            if not places:
                return [row]
            index, place = random.choice(places)
            text = row.lead[index]
            first = text.text[:place].rstrip() + ("-" if kind == "hyphen" else "")
            before = (*row.lead[:index], replace(text, text=first, bold=min(text.bold, len(first))))
            bold = max(0, text.bold - place)
            after = (Text(text.text[place:].lstrip(), bold=bold), *row.lead[index + 1 :])
            return _torn(row, before, after, number)

        return _each_text(plan, cut)

    return changed


def break_in_head(plan: Plan) -> Plan:
    """A page that ends inside the list of partners."""
    rows: list[PlanRow | PageBreak] = []
    for number, row in enumerate(plan.rows):
        if isinstance(row, PlanRow) and row.section == "city" and "," in row.partner[0].text:
            text = row.partner[0].text
            at = text.index(",") + 1
            rows += [
                replace(row, partner=(Text(text[:at]),)),
                _page(number),
                PlanRow(row.section, "", (), (Text(text[at:].strip()),)),
            ]
        else:
            rows.append(row)
    return plan.with_rows(rows)


_PLACES = {
    # not behind a full stop or a colon, where nobody can tell a sentence that goes on from a paragraph that begins
    "sentence": re.compile(r"(?<=[^\W\d_]{2}) (?=[a-z]{2})|(?<=,) (?=[a-z]{2})"),
    "capital": re.compile(r"(?<=[a-z]{2}) (?=[A-Z][a-z])"),
    "word": re.compile(r"(?<=[^\W\d_]{4})(?=[a-z]{4})"),
    "hyphen": re.compile(r"(?<=(?<![\w-])[^\W\d_]{4})(?=[a-z]{4,}(?![\w-]))"),
}
# A heading or a date at a block's head is short: a text is torn behind it.
_HEAD_OF_BLOCK = 60


def _places(text: str, kind: str, known: str) -> list[int]:
    found = [match.start() for match in _PLACES[kind].finditer(text) if _HEAD_OF_BLOCK < match.start() < len(text) - 20]
    if kind != "word":
        return found
    return [place for place in found if _stands_elsewhere(text, place, known)]


def _stands_elsewhere(text: str, place: int, known: str) -> bool:
    """Whether the torn word stands whole elsewhere, and neither half is a word."""
    words = re.findall(r"[^\W\d_]+", known.casefold())
    for match in re.finditer(r"[^\W\d_]+(?:-[^\W\d_]+)*", text):
        if match.start() < place < match.end():
            word = match[0].casefold()
            first, last = word[: place - match.start()], word[place - match.start() :]
            return words.count(word) > 1 and first not in words and last not in words
    return False


def _each_text(plan: Plan, cut: Callable[[PlanRow, int], list[PlanRow | PageBreak]]) -> Plan:
    rows: list[PlanRow | PageBreak] = []
    for number, row in enumerate(plan.rows):
        if isinstance(row, PlanRow) and not row.is_head:
            rows += cut(row, number)
        else:
            rows.append(row)
    return plan.with_rows(rows)


def _torn(row: PlanRow, before: tuple[Text, ...], after: tuple[Text, ...], number: int) -> list[PlanRow | PageBreak]:
    return [replace(row, lead=before), _page(number), PlanRow(row.section, "", after)]


def _page(number: int) -> PageBreak:
    """A page's foot and the next one's head; every third page has none."""
    return PageBreak(((f"Page {number} of 13", *FOOT), ("A European Union Programme", f"{number}"), ())[number % 3])


# ── Bytes ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def utf8(text: str) -> bytes:
    """As all tools of today write."""
    return text.encode()


def crlf(text: str) -> bytes:
    """Lines end as on Windows."""
    return text.replace("\n", "\r\n").encode()


def cr(text: str) -> bytes:
    """Lines end as on old Macs."""
    return text.replace("\n", "\r").encode()


def line_separators(text: str) -> bytes:
    """Lines end with Unicode's own sign."""
    return text.replace("\n", "\u2028").encode()


def bom(text: str) -> bytes:
    """UTF-8 with a byte order mark."""
    return text.encode("utf-8-sig")


def utf16(text: str) -> bytes:
    """UTF-16 with a byte order mark."""
    return text.encode("utf-16")


def utf16_bare(text: str) -> bytes:
    """UTF-16 without one."""
    return text.encode("utf-16-le")


def cp1252(text: str) -> bytes:
    """Windows-1252; the programme's name in Chinese can't be held and is left out."""
    return text.replace("欧盟项目", "").encode("cp1252")
