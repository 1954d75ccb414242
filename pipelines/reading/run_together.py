"""Items with dashes that a converter put into one line: `- 14 May 2020: … - July 2020: …` as the whole of a cell, and items of
items, `• July 2018: A mission. – A visit. – A fair`.

A dash inside a line may as well be one of the sentence. So it opens an item only where the cell opens with a dash, is one line,
and every part of it can be an item by itself; or, within an item that another sign opens, where no sentence can have a dash:
behind its end, or behind a word that wants another. So do the `o` that stands for a bullet and the asterisk, which open
items anywhere where there are several. Where dated items stand in one line, only a dash before a date opens another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipelines.reading.markup import EMPTY_ITEM, Block
from pipelines.reading.surroundings import ends_in_abbreviation
from pipelines.reading.wrapping import behind_date
from pipelines.sentences import ends_open

_DASHES = "-–—"
# A capital opens an item, and a figure; a date in words too, which is looked for behind it.
_INSIDE = re.compile(r"(?<=\s)[-–—]\s+(?=\w)")
_INNER = re.compile(r"(?<=\s)[-–—o*]\s+(?=[^\Wa-z_])")
_WORD = re.compile(r"[^\W\d_]{3,}")
_FEWEST_WORDS = 2
LONGEST_ASIDE = 120
_CLOSES_ASIDE = re.compile(r"[^.;:!?–—-]{1,100}\s[-–—]\s+[a-z]")


def parted_items(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of one section, those that hold further items with dashes cut at these."""
    if len(blocks) == 1 and _has_dash(blocks[0]):
        return _of_one_line(blocks[0])
    return [part for block in blocks for part in _with_inner_items(block)]


def _has_dash(block: Block) -> bool:
    return bool(block.marker) and block.marker in _DASHES


def _of_one_line(item: Block) -> list[Block]:
    text = item.span.text
    cuts = [sign for sign in _INSIDE.finditer(text) if text[sign.start()] == item.marker]
    parts = _parts(text, _before_dates(text, cuts))
    if len(parts) == 1:
        parts = _parts(text, [sign for sign in cuts if not text[sign.end()].islower()])
        if len(parts) == 1 or any(len(_WORD.findall(text, *part)) < _FEWEST_WORDS for part in parts):
            return [item]
    return [item._replace(span=item.span.cut(*part).strip(), bold=0) for part in parts]


def _parts(text: str, signs: Sequence[re.Match[str]]) -> list[tuple[int, int]]:
    """What stands before, between and behind the signs."""
    bounds = [(0, 0), *(sign.span() for sign in signs), (len(text), len(text))]
    return [(begin, stop) for (_, begin), (stop, _) in pairwise(bounds)]


def _before_dates(text: str, signs: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """The dashes before a date and a colon, in a text that opens with one: any other dash is its sentence's, or of the date
    (`July 2018 - May 2019: …`).
    """
    begin = behind_date(text, 0)
    found: list[re.Match[str]] = []
    for sign in signs if begin else ():
        behind = behind_date(text, sign.end())
        if sign.start() >= begin and behind > sign.end():
            found.append(sign)
            begin = behind
    return found


def _is_aside(text: str, sign: re.Match[str]) -> bool:
    """Whether a dash opens words that another dash closes before the sentence goes on: `– Mannheim branch – to Longyan`."""
    rest = text[sign.end() : sign.end() + LONGEST_ASIDE]
    return text[sign.start()] in _DASHES and _CLOSES_ASIDE.match(rest) is not None


def _with_inner_items(block: Block) -> list[Block]:
    """An item, and the items of it that dashes open inside its text."""
    if block.marker in ("", EMPTY_ITEM) or _has_dash(block):
        return [block]
    text = block.span.text
    begin, cuts = 0, list[re.Match[str]]()
    bullets = [sign for sign in _INNER.finditer(text) if text[sign.start()] not in _DASHES]
    for sign in _INNER.finditer(text):
        before = text[begin : sign.start()].rstrip()
        if text[sign.start()] == block.marker or _is_aside(text, sign) or ends_in_abbreviation(before):
            continue
        is_bullet = text[sign.start()] not in _DASHES and len(bullets) > 1
        if is_bullet or before.endswith((".", ";", ":", "!", "?")) or ends_open(before):
            cuts.append(sign)
            begin = sign.end()
    if not cuts:
        return [block]
    ends = [*(sign.start() for sign in cuts[1:]), len(text)]
    first = block._replace(span=block.span.before(cuts[0].start()).strip())
    inner = [
        Block(
            block.span.cut(sign.end(), end).strip(),
            text[sign.start()],
            depth=block.depth,
            whole=block.span.cut(sign.start(), end).strip(),
        )
        for sign, end in zip(cuts, ends, strict=True)
    ]
    return [first, *inner]
