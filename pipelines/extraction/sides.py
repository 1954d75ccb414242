"""The lead's and the partners' part of a head whose columns were lost: `City: Longyan Mannheim, Prague`.

Told by what the words name, with the vocabularies: where two names stand side by side with no sign between them, the lead's
list ends. Belongs here: which words are whose. What they mean is read by the readers of the head as in any other layout.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from pipelines.extraction.findings import is_not_stated, whole
from pipelines.extraction.head_cities import bare_name, nearly_named
from pipelines.extraction.lists import SEPARATOR
from pipelines.gazetteer import country_of, places_named, provinces_of
from pipelines.reading.form import Form, Section
from pipelines.reading.labels import HEAD
from pipelines.reading.markup import Block
from pipelines.spans import Span

# `not yet available`: how many words at the end of a cell may say that the partners state nothing.
MOST_WORDS_NOT_STATED = 3
# A longer cell is no list of names or figures: nothing tells its sides apart.
LONGEST_CELL = 2_000
# How far before a gap the sign that goes on a list may begin.
LONGEST_SIGN = 16
# In how many rows of the head the same sign must stand between the sides.
FEWEST_WITH_SIGN = 3
_WORD = re.compile(r"\S+")
_BETWEEN_SIDES = re.compile(r"(?<!\s)\s++(?:/|\||–|—|-|<->|↔)\s+")
_PARTNERS_FOLLOW = re.compile(r"(?<![^\s,;/|(])partner(?:s|ing)?(?:\s+cit(?:y|ies))?\s*[:：]\s*", re.IGNORECASE)
_SIGN_AT_END = re.compile(r"(?:[,;/|•·+&\n、，；(–—-]|\b(?:and|und|et|of|de|di|la|le|the|y))\s{0,9}$", re.IGNORECASE)
_SIGN_AT_START = re.compile(r"\s*(?:[,;/|•·+&、，；()–—-]|(?:and|und|et|y)\b)", re.IGNORECASE)
_FIGURE = re.compile(r"(?<![\w.,])\d+(?:[.,'’]\d+)*")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_RANGE_OR_NOTE = re.compile(r"[-–—/]|\b(?:to|of|in|and|until)\b", re.IGNORECASE)
_ONLY_A_FIGURE = re.compile(
    r"(?:c\.|ca\.?|about)?\s*\d[\d., ]*(?:\s?(?:m|mio\.?|million|km\s?[2²]|ha|sq\.? km))?", re.IGNORECASE
)
_IN_THREES = re.compile(r"\d{3}")
_GOES_ON_FIGURES = re.compile(r"[;/&]|,\s|\band\b", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")


def part_sides(form: Form) -> None:
    """Gives the sections of the head their partner cells, where the form has none at all. Changes nothing where a column
    of partners was read, or where nothing tells the sides apart.
    """
    head = [form.sections[name] for name in HEAD if name in form.sections]
    if form.has_partner_rows:
        head = [section for section in head if not section.partner]
    elif any(section.partner for section in head):
        return
    _part_at_words(head)
    unparted = [section for section in head if not section.partner]
    if not _part_at_signs(unparted):
        for section in unparted:
            _part(section)
        _part_misspelt(form)
    _settle_province(form)


def _part_at_words(head: list[Section]) -> None:
    """Parts a row where it says who follows: `Helsinki, partner: Hangzhou`, `Partners: Jiangsu` in a line of its own."""
    for section in head:
        for number, block in enumerate(section.lead):
            if word := _PARTNERS_FOLLOW.search(block.span.text):
                before, after = block.span.before(word.start()).strip(" ,;/|–—-"), block.span.after(word.end()).strip()
                kept = [*section.lead[:number], *([block._replace(span=before)] if before else [])]
                rest = [*([block._replace(span=after)] if after else []), *section.lead[number + 1 :]]
                section.lead, section.partner = kept, rest
                break


def _part_at_signs(head: list[Section]) -> bool:
    """Parts the rows at the sign that stands between the sides in all of them: `Västra Götaland / Zhejiang, Shandong`."""
    cells = {
        section.name: whole(section.lead) for section in head if len(section.lead) == 1 and section.name != "period"
    }
    if len(cells) < FEWEST_WITH_SIGN:
        return False
    found = {name: list(_BETWEEN_SIDES.finditer(cell.text)) for name, cell in cells.items()}
    if any(len(signs) != 1 for signs in found.values()):
        return False
    for section in head:
        if section.name in found:
            cell, (sign,) = cells[section.name], found[section.name]
            section.lead = [Block(cell.before(sign.start()).strip())]
            section.partner = [Block(cell.after(sign.end()).strip())]
    return True


def _part(section: Section) -> None:
    if section.name in ("city", "country", "province") and len(section.lead) > 1:
        section.lead, section.partner = section.lead[:1], section.lead[1:]
        return
    if len(section.lead) > 1:
        number = next(
            (n for n, block in enumerate(section.lead) if n and _is_of_partners(block, section.lead[0])), None
        )
        if number is not None:
            section.lead, section.partner = section.lead[:number], section.lead[number:]
            return
    cell = whole(section.lead)
    cut = _CUTS[section.name](cell.text) if 0 < len(cell) <= LONGEST_CELL else None
    if cut is not None:
        section.lead, section.partner = [Block(cell.before(cut).strip())], [Block(cell.after(cut).strip())]


def _is_of_partners(block: Block, of_lead: Block) -> bool:
    """Whether a further line of a figure or period is the partners': it says that they state none, or a figure again, as
    `8.2m` below `147 892`, or several.
    """
    text = block.span.text
    figures = [of_lead.span.text, *(part.strip() for part in _GOES_ON_FIGURES.split(text))]
    is_second_figure = not _YEAR.fullmatch(text) and all(map(_ONLY_A_FIGURE.fullmatch, figures))
    return is_not_stated(text) or text == of_lead.span.text or is_second_figure


def _part_misspelt(form: Form) -> None:
    """Parts the cities behind a known one, where what follows is one of the countries' cities but for a letter or two."""
    city, country = form.sections.get("city"), form.sections.get("country")
    if city is None or country is None or city.partner or len(city.lead) != 1:
        return
    cell, countries = whole(city.lead), frozenset(_countries(whole(country.lead)) | _countries(whole(country.partner)))
    if len(cell) > LONGEST_CELL or _is_city(cell.text):
        return
    for word in _WORD.finditer(cell.text):
        if word.start() and _is_gap(cell.text, word) and _is_city(_last_name(cell.text[: word.start()])):
            following = bare_name(_first_name(cell.text[word.start() :]))
            if nearly_named(following, countries):
                city.lead, city.partner = (
                    [Block(cell.before(word.start()).strip())],
                    [Block(cell.after(word.start()).strip())],
                )
                return


def _names_cut(is_name: Callable[[str], bool], *, is_closed: bool = False) -> Callable[[str], int | None]:
    """Where a list of names ends and the next begins with no sign between them: behind a known name and before one; else
    before one that is known. Names of a closed vocabulary, as of countries and provinces, end a list behind a known one.
    """

    def cut(text: str) -> int | None:
        if is_name(text.strip()):
            return None
        gaps = [match.start() for match in _WORD.finditer(text) if match.start() and _is_gap(text, match)]
        sides = [(gap, _last_name(text[:gap]), _first_name(text[gap:])) for gap in gaps]
        for gap, left, right in sides:
            if is_name(left) and is_name(right):
                return gap
        for gap, left, right in sides:
            if is_name(left) and any(is_name(beginning) for beginning in _beginnings(right)):
                return gap
        if is_closed:
            for gap, left, _ in sides:
                if is_name(left) and not _SIGN_AT_START.match(text[gap:].strip()):
                    return gap
        for gap, left, right in sides:
            if left and is_name(right) and not is_name(f"{left} {right}"):
                return gap
        return None

    return cut


def _is_gap(text: str, word: re.Match[str]) -> bool:
    """Whether no sign before or at the head of a word goes on a list."""
    before = text[max(0, word.start() - LONGEST_SIGN) : word.start()]
    return not _SIGN_AT_END.search(before) and not _SIGN_AT_START.match(word[0])


def _parts(text: str) -> list[str]:
    bounds, begin = [], 0
    for match in SEPARATOR.finditer(text):
        if match["sep"]:
            bounds.append(text[begin : match.start()].strip())
            begin = match.end()
    return [*bounds, text[begin:].strip()]


def _last_name(text: str) -> str:
    return _parts(text)[-1]


def _first_name(text: str) -> str:
    return next((part for part in _parts(text) if part), "")


def _beginnings(name: str) -> list[str]:
    words = name.split()
    return [" ".join(words[:size]) for size in range(1, len(words))]


def _figure_cut(text: str) -> int | None:
    """Where the partners' figures begin: `N/A` at the end, or a second figure that is no part of the first and has no sign of a
    list before it, which all others have.
    """
    if (cut := _not_stated_cut(text)) is not None:
        return cut
    brackets = [match.span() for match in _BRACKETS.finditer(text)]
    figures = [
        match
        for match in _FIGURE.finditer(text)
        if not any(begin < match.start() < end for begin, end in brackets) and not _YEAR.fullmatch(match[0])
    ]
    gaps = [
        (second, between)
        for first, second in pairwise(figures)
        if not _GOES_ON_FIGURES.search(between := _BRACKETS.sub(" ", text[first.end() : second.start()]))
        and not (_is_one_number(first[0], second[0]) and not between.strip())
    ]
    if len(gaps) != 1:
        return None
    second, between = gaps[0]
    is_exponent = second[0] in ("2", "²")
    return None if is_exponent or _RANGE_OR_NOTE.search(between) else second.start()


def _is_one_number(first: str, second: str) -> bool:
    """Whether a blank parts thousands, as in `204 234`. In `19,027 145` and `320.475 15,3` it parts two numbers: nobody writes
    both signs in one.
    """
    return first.isdigit() and _IN_THREES.fullmatch(second) is not None


def _not_stated_cut(text: str) -> int | None:
    words = list(_WORD.finditer(text))
    for size in range(min(MOST_WORDS_NOT_STATED, len(words) - 1), 0, -1):
        begin = words[-size].start()
        if is_not_stated(text[begin:]) and not is_not_stated(text[:begin]) and any(map(str.isalpha, text[begin:])):
            return begin
    return None


def _settle_province(form: Form) -> None:
    """A province row with one side only belongs to the side in whose countries its places lie."""
    section, country = form.sections.get("province"), form.sections.get("country")
    if section is None or country is None or section.partner or not section.lead or not country.partner:
        return
    lead, partner = _countries(whole(country.lead)), _countries(whole(country.partner))
    divisions = {code.partition("-")[0] for part in _parts(whole(section.lead).text) for code in provinces_of(part)}
    if divisions and not divisions & lead and divisions & partner:
        section.lead, section.partner = [], section.lead


def _countries(cell: Span) -> set[str]:
    return {code for part in _parts(cell.text) if (code := country_of(part))}


def _is_city(name: str) -> bool:
    return bool(name) and bool(places_named(bare_name(name)))


def _is_country(name: str) -> bool:
    return country_of(_BRACKETS.sub(" ", name)) is not None or (bool(name) and is_not_stated(name))


def _is_province(name: str) -> bool:
    return bool(provinces_of(name) or provinces_of(_BRACKETS.sub(" ", name).strip())) or _is_country(name)


_CUTS: dict[str, Callable[[str], int | None]] = {
    "city": _names_cut(_is_city),
    "country": _names_cut(_is_country, is_closed=True),
    "province": _names_cut(_is_province, is_closed=True),
    "population": _figure_cut,
    "area": _figure_cut,
    "period": _not_stated_cut,
}
