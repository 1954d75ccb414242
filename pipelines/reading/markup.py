"""A stretch of source → blocks: paragraphs and list items, with tags, entities and emphasis read and their places kept.

The summaries hold fragments of HTML and Markdown that no parser would call well-formed: list tags that never close, bullets as
characters, numbers in the text. One compiled pattern finds all of it in one pass (no HTML parser that keeps
offsets is as fast, see docs/reading.md). Belongs here: what a block is. Which section it belongs to does not.
"""

from __future__ import annotations

import html
import html.entities
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from pipelines.spans import EMPTY, Piece, Span
from pipelines.vocabulary import rows

# White space that isn't written, per Unicode: zero-width space and joiners, word joiner, BOM, soft hyphen, direction marks.
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
# The names that HTML reads without their semicolon too, where no word goes on behind them (`Culture &amp Tourism`):
# https://html.spec.whatwg.org/multipage/named-characters.html
_UNCLOSED = "|".join(sorted((name for name in html.entities.html5 if not name.endswith(";")), reverse=True))
# Each sign that can open a token stands first, what it must be followed by after it: so the search skips from sign to sign
# (eight times faster than alternatives that each begin with their own sign). Marks of letters that stand again and again mean no
# more than one.
_TOKEN = re.compile(
    r"""[<&*_\[\]\\](?:
      (?<=<)(?:
        (?P<closing>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9]*)(?:\s[^<>]*|/)?>(?:(?<=[bBiIuUpP]>)(?:<(?P=closing)(?P=tag)>)++)?
      | (?P<comment>!--))
    | (?<=&)(?P<entity>(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});|(?:__UNCLOSED__)(?![\w=]))
    | (?P<emphasis>(?<=\*)\*(?:\*{4})*+|(?<=_)_(?:_{4})*+)
    | (?P<slanted>(?<=(?<![\w*])\*)(?=(?P<inner>[^\s*](?:[^*\r\n]{0,200}[^\s*])?)\*(?![\w*])))
    | (?P<upright>(?<=[^\s*]\*)(?![\w*]))
    | (?<=\[)(?P<link>(?=[^\[\]\n]{0,300}\]\([^()\s]{0,300}\)))
    | (?<=\])(?P<target>\([^()\s]{0,300}\))
    | (?<=\[)(?P<bracket>(?=[^\[\]]{1,300}(?:\]\{[.\#]|\Z)))
    | (?<=\])(?P<attributes>\{[.\#][^{}\r\n]{1,80}\})
    | (?<=\\)(?P<escaped>[]!"\#$%&'()*+,./:;<=>?@[\\^_`{|}~-])
    )""".replace("__UNCLOSED__", _UNCLOSED),
    re.VERBOSE,
)
# `[June 2018]{.underline}`, as pandoc writes what is underlined (its manual, "Divs and Spans"); a line may end in it.
_WITH_ATTRIBUTES = re.compile(r"\[[^\[\]]{1,300}\]\{[.#][^{}\r\n]{1,80}\}")
_UNEVEN = re.compile(rf"(?P<space>\s+)|[{_INVISIBLE}]+|(?P<accented>\w[\u0300-\u036f]+)")
_BLOCK_TAGS = frozenset(
    """p div br tr td th table tbody thead h1 h2 h3 h4 h5 h6 hr pre blockquote dl dt dd section article center""".split()  # noqa: SIM905
)
_LIST_TAGS = frozenset(("ul", "ol"))
_STRONG_TAGS = frozenset(("b", "strong"))
# All other tags of HTML that stand in text; anything else between angle brackets (`<TBC>`) is text.
_INLINE_TAGS = frozenset(
    """a abbr acronym address bdi bdo big body button caption cite code col colgroup del em font footer head header html i img
    input ins kbd label link main mark meta nav q s samp script small span strike style sub sup tfoot time title tt u var wbr
    """.split()  # noqa: SIM905
) | {"li"}
# `<sup>1</sup>` is the sign of a footnote, no figure of the number before it; behind `km` it is the 2 of a square.
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_TAGS = _BLOCK_TAGS | _LIST_TAGS | _STRONG_TAGS | _INLINE_TAGS

# Signs that open an item wherever they stand, and arrows, which in running text may also mean "leads to".
BULLETS = "•●○◦▪▫■□◼◻◆◇‣⁃∙·❖✓✔\uf0b7\uf0a7\uf0d8\uf0fc"
ARROWS = "→➔➜➝➞►▶▸➢➤⇒"
# `2.3 million` is a value, `2.3 Visit` an item.
_NO_UNIT = r"(?!\s+(?:[Mm]illion|[Mm]io|[Mm]rd|[Bb]illion|[Kk]m|ha|m|sq|people|percent)\b)"
_DAY_OF_MONTH = r"\d{1,2}\s+[^\W\d_]{3,12}\.?\s+(?:19|20)\d\d"
_MARKER = re.compile(
    rf"""\s*(?:
      (?:[{BULLETS}]\s*+(?=[{BULLETS}]))*+
      (?P<sign>[{BULLETS}{ARROWS}] | [-–—*+](?=\s|$) | [-–—](?=[^\W\da-z_]) | o(?=\s+[^\W_]) | §(?=\s+[^\W\d_]))
    | (?P<number>\(?\d{{1,2}}(?:\.\d{{1,2}}){{0,3}}[.)](?=\s|[^\W\d]|$)
        | \d{{1,2}}(?:\.\d{{1,2}}){{1,3}}(?=\s+(?:[^\W\d]|{_DAY_OF_MONTH})){_NO_UNIT})
    | (?P<letter>\(?(?:\d{{0,2}}[a-z]|[ivx]{{1,4}})\)(?=\s)
        | (?!(?:i\.\s?e|e\.\s?g|[ap]\.\s?m|c\.\s(?=\d))\.?)(?:[a-z]|[ivx]{{1,4}})\.(?=\s))
    )\s*""",
    re.VERBOSE,
)
# `5. Mai 2020`, `3. bis 5. März 2019` and `5. 3. 2019` are days in the languages that write them so; `5. May 2020` is the
# fifth item of a list.
_OTHER_LANGUAGES = {row["name"].casefold() for row in rows("months") if row["language"] == "other"}
_ENGLISH = {row["name"].casefold() for row in rows("months") if row["language"] == "en"}
_DAY_AND_MONTH = re.compile(
    rf"\s?\d{{1,2}}\.\s?(?:(?:[-–—/]|bis|und|až|a|do|i)\s?\d{{1,2}}\.\s?)?"
    rf"(?:{'|'.join(sorted(_OTHER_LANGUAGES - _ENGLISH))})\s\d{{4}}|\s?\d{{1,2}}\.\s?\d{{1,2}}\.\s?(?:19|20)\d\d(?!\d)",
    re.IGNORECASE,
)
# `a)`, `iv.` and the bullet `o`; any other letter opens a text.
_MAY_BE_LETTER = re.compile(r"(?:[a-z]|[ivx]{1,4})[.)]|o\s")
_FOOTNOTE = re.compile(r"\[\^\w{1,8}\]:\s+(?=\S)")
_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
# The sign comes first and what stands before it is looked back at: so the search skips to the next sign.
# Of several bullets with nothing between them the last opens the item: the others are empty.
_INLINE_BULLET = re.compile(rf"[{BULLETS}](?<=[\s.;:)].)(?:\s*+[{BULLETS}])*+")
_INLINE_ARROW = re.compile(rf"[{ARROWS}](?<=\s.)")
# Signs that are words or marks in other texts; where items open with them, they open items inside a text too.
_INLINE_SIGNS = {"*": re.compile(r"(?<=\s)\*(?=\s|$)"), "o": re.compile(r"(?<=\s)o(?=\s+[^\Wa-z])")}
_INLINE_LETTER = re.compile(r"(?<=[;,.]\s)\(?([b-z])\)(?=\s+[^\W_])")
_INLINE_NUMBER = re.compile(r"(?<=\s)\(?(\d{1,2})[.)](?=\s+[^\W_]|\s+[\"“„(])")

_FIRST_LETTER = re.compile(r"\s*\(?a\)")

EMPTY_ITEM = "empty"
# What is set bold at the head of a block is a heading; where it is longer than this it matters no more how long.
LONGEST_BOLD_HEAD = 200


class Block(NamedTuple):
    """A paragraph or a list item of a cell.

    `marker` is the sign before it (`→`, `○`, `#` for any number, `li` for an item without a sign, nothing for a paragraph,
    `empty` for a sign with nothing behind it, whose span holds the sign), `number` what a numbered item says it is (`2`,
    `2.1`), `depth` how many lists of the markup it stands in, `bold` how many characters at its head are set bold, `soft`
    whether only a line break parts it from the block before, `whole` the block with the sign, where it has one.
    """

    span: Span
    marker: str = ""
    number: str = ""
    depth: int = 0
    bold: int = 0
    soft: bool = False
    whole: Span = EMPTY

    @property
    def with_sign(self) -> Span:
        """The block as it stands, the sign before it too."""
        return self.whole or self.span


def read_items(span: Span) -> list[Block]:
    """The blocks of a text whose markup is read already, as the part of a line behind its label."""
    return _items(Block(span)) if span else []


def part_at_signs(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of one section, cut at arrows, `*` and `o` inside them where other blocks of the section open with that sign:
    a text that lost its lines has them anywhere.
    """
    signs = {
        block.marker for block in blocks if block.marker and (block.marker in ARROWS or block.marker in _INLINE_SIGNS)
    }
    if not signs:
        return list(blocks)
    found: list[Block] = []
    for block in blocks:
        cuts = sorted({cut for sign in signs for cut in _inline_signs(block.span.text, sign)})
        found += [block] if not cuts else _cut(block, block._replace(span=block.span.before(cuts[0]).strip()), cuts)
    return found


class Stretch(NamedTuple):
    """A part of a line, `source[start:end)`; `glue` is whether a blank parts it from the stretch before."""

    start: int
    end: int
    glue: bool = True


def read_blocks(source: str, start: int, end: int) -> list[Block]:
    """The blocks of `source[start:end)` in order, the signs before them split off; blank stretches give none."""
    return [item for block in _raw_blocks(source, start, end) for item in _items(block)]


def read_stretches(source: str, stretches: Sequence[Stretch]) -> list[Block]:
    """The blocks of one paragraph whose text stands in several stretches of the source, as lines of a column do."""
    builder = _Builder(source)
    for start, end, glue in stretches:
        if glue:
            builder.glue()
        _feed(builder, source, start, end)
    builder.flush()
    return [item for block in builder.blocks for item in _items(block)]


def read_text(source: str, start: int, end: int) -> Span:
    """The whole of `source[start:end)` as one line of text, markup aside, that stands for its place as a whole. Made for
    labels, which are the same in most documents and whose letters nobody asks the place of.
    """
    text = _line(source[start:end])
    return Span(text, (Piece(0, len(text), start, end),)) if text else EMPTY


@lru_cache(maxsize=4096)
def _line(markup: str) -> str:
    builder = _Builder(markup)
    _feed(builder, markup, 0, len(markup), inline_only=True)
    builder.flush()
    return builder.blocks[0].span.text if builder.blocks else ""


def _raw_blocks(source: str, start: int, end: int) -> list[Block]:
    if plain := _plain(source, start, end):
        return [Block(plain)]
    builder = _Builder(source)
    _feed(builder, source, start, end)
    builder.flush()
    return builder.blocks


def _plain(source: str, start: int, end: int) -> Span | None:
    """The stretch as it is, where there is nothing to clean in it; by far the most cells are so."""
    text = source[start:end].strip(" ")
    if not text or not _is_even(text) or _TOKEN.search(text):
        return None
    start = source.index(text, start)
    return Span(text, (Piece(0, len(text), start, start + len(text)),))


def _is_even(text: str) -> bool:
    """Whether a text holds no white space but single blanks, no invisible signs and no decomposed letters."""
    return text.isprintable() and "  " not in text and (text.isascii() or unicodedata.is_normalized("NFC", text))


def _feed(builder: _Builder, source: str, start: int, end: int, *, inline_only: bool = False) -> None:
    at = start
    upright_at = -1  # where the slanted words end that are being read
    may_close = True  # once no comment's end follows, none is searched again
    for token in _TOKEN.finditer(source, start, end):
        begin, stop = token.span()
        if begin < at:  # inside a comment
            continue
        if begin > at:
            builder.add(source[at:begin], at, begin)
        at = stop
        kind = token.lastgroup
        if kind == "tag":
            name = token["tag"].lower()
            if name not in _TAGS:
                builder.add(token[0], begin, stop)
            elif not inline_only:
                builder.tag(name, bool(token["closing"]))
            elif name in _BLOCK_TAGS:
                builder.add(" ", begin, stop)
        elif kind == "entity":
            builder.add(html.unescape(token[0]).replace("\xa0", " "), begin, stop)
        elif kind == "emphasis":
            builder.emphasis()
        elif kind == "escaped":
            builder.add(token["escaped"], begin, stop)
        elif kind == "bracket" and not _WITH_ATTRIBUTES.match(source, begin):
            builder.add("[", begin, stop)
        elif kind == "slanted":
            upright_at = stop + len(token["inner"])
        elif kind == "upright" and begin != upright_at:
            builder.add("*", begin, stop)
        elif kind == "comment":
            closing = source.find("-->", stop, end) if may_close else -1
            if closing >= 0:
                at = closing + 3
            else:  # never closed: then it is text
                may_close = False
                builder.add(token[0], begin, stop)
    if at < end:
        builder.add(source[at:end], at, end)


class _Builder:
    """Collects the pieces of one block after the other, and where in the lists of the markup it stands."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.blocks: list[Block] = []
        self._texts: list[str] = []
        self._pieces: list[Piece] = []
        self._size = 0
        self._open_lists: list[bool] = []  # per list: is an item of it open?
        self._in_item = False
        self._strong_since: int | None = None
        self._bold = 0
        self._soft = False
        self._is_raised = False
        self._is_behind_bold_colon = False

    def add(self, text: str, start: int, end: int) -> None:
        """Text of the block, read from `start` to `end`; any white space becomes one blank, what isn't seen is left out."""
        if not text:  # a reference to a character that HTML doesn't allow, as `&#7;`
            return
        if self._is_behind_bold_colon:  # `**Education:**exchange of pupils`: some tools lose the blank there
            self._is_behind_bold_colon = False
            if text[0].isalnum():
                self.glue()
        if self._is_raised and not (self._texts and self._texts[-1].rstrip().endswith("m")):
            text = text.translate(_RAISED)
        if _is_even(text) or len(text) != end - start:
            self._add_even(text, start, end)
            return
        at = 0
        for gap in _UNEVEN.finditer(text):
            if gap.start() > at:
                self._add_even(text[at : gap.start()], start + at, start + gap.start())
            if gap["space"]:
                self._add_even(" ", start + gap.start(), start + gap.end())
            elif gap["accented"]:
                self._add_even(unicodedata.normalize("NFC", gap[0]), start + gap.start(), start + gap.end())
            at = gap.end()
        if at < len(text):
            self._add_even(text[at:], start + at, end)

    def _add_even(self, text: str, start: int, end: int) -> None:
        if not self._size:  # a block opens with its first written character
            kept = text.lstrip()
            if not kept:
                return
            if len(text) == end - start:
                start += len(text) - len(kept)
            text = kept
        elif text[0] == " " and self._texts[-1][-1] == " ":
            text = text[1:]
            if not text:
                return
            if len(text) + 1 == end - start:
                start += 1
        self._texts.append(text)
        self._pieces.append(Piece(self._size, len(text), start, end))
        self._size += len(text)

    def glue(self) -> None:
        """A blank that stands at no place of the source: a line ended here and the next goes on."""
        if self._size and self._texts[-1][-1] != " ":
            self._texts.append(" ")
            self._size += 1

    def tag(self, name: str, closing: bool) -> None:
        if name in _STRONG_TAGS:
            self._strong(opens=not closing)
        elif name == "sup":
            self._is_raised = not closing
        elif name == "li":
            self.flush()
            self._in_item = not closing
            if self._open_lists:
                self._open_lists[-1] = not closing
        elif name in _LIST_TAGS:
            self.flush()
            self._in_item = False
            if not closing:
                self._open_lists.append(False)
            elif self._open_lists:
                self._open_lists.pop()
        elif name in _BLOCK_TAGS:
            self.flush()
            self._soft = name == "br"
            if name == "p" and not closing:
                self._leave_lists_without_items()

    def emphasis(self) -> None:
        self._strong(opens=self._strong_since is None)

    def flush(self) -> None:
        """Ends the block; nothing happens where none was begun."""
        if not self._size:
            return
        span = Span("".join(self._texts), tuple(self._pieces))
        if self._texts[-1][-1] == " ":
            span = span.strip()
        if self._strong_since == 0:
            self._bold = self._size
        marker = "li" if self._in_item else ""
        depth = max(len(self._open_lists), int(self._in_item))
        self.blocks.append(Block(span, marker, "", depth, min(self._bold, len(span)), self._soft))
        self._texts, self._pieces, self._size = [], [], 0
        self._in_item = False
        self._strong_since = None if self._strong_since is None else 0
        self._bold, self._soft, self._is_behind_bold_colon = 0, False, False

    def _strong(self, *, opens: bool) -> None:
        if opens:
            self._strong_since = 0 if self._size and self._opens_bold() else self._size
        else:
            if self._strong_since == 0:
                self._bold = self._size
            self._strong_since = None
            self._is_behind_bold_colon = bool(self._texts) and self._texts[-1][-1] in ":："

    def _opens_bold(self) -> bool:
        """Whether what is set bold from here on still belongs to the head of the block: nothing but bold text, or a
        bullet, stands before it.
        """
        if self._size > LONGEST_BOLD_HEAD:
            return False
        before = "".join(self._texts)
        return not before[self._bold :].strip() if self._bold else _MARKER.fullmatch(before) is not None

    def _leave_lists_without_items(self) -> None:
        """A paragraph can't stand in a list outside its items: the list was never closed, and ends here."""
        while self._open_lists and not self._open_lists[-1]:
            self._open_lists.pop()


def _items(block: Block) -> list[Block]:
    """The items that one block of the markup holds: each bullet or number in its text opens a new one."""
    head = _marked(block)
    cuts = _inline_markers(block, head)
    if not cuts:
        return [head]
    return _cut(block, _marked(block._replace(span=block.span.before(cuts[0]).strip())), cuts)


def _cut(block: Block, first: Block, cuts: Sequence[int]) -> list[Block]:
    """The first part of a block, and the items that open at the cuts."""
    items = [first]
    for begin, stop in zip(cuts, [*cuts[1:], len(block.span)], strict=True):
        part = block.span.cut(begin, stop).strip()
        items.append(_marked(block._replace(span=part, marker="", number="", bold=0, soft=False, whole=EMPTY)))
    return items


def _marked(block: Block) -> Block:
    """The block with the signs before its text (`- 2.` has two) split off; the last one that says more wins."""
    text, marker, number, begin = block.span.text, block.marker, block.number, 0
    if text[:1] == "#" and (heading := _HEADING.match(text)):
        inner = block.span.after(heading.end())
        return block._replace(span=inner, bold=len(inner))
    if text[:2] == "[^" and (footnote := _FOOTNOTE.match(text)):
        return block._replace(span=block.span.after(footnote.end()))
    if text[:1].isalpha() and not _MAY_BE_LETTER.match(text):
        return block
    for _ in range(2):
        sign = _MARKER.match(text, begin)
        if sign is None or (sign["number"] and _DAY_AND_MONTH.match(text, begin)):
            break
        if sign["number"]:
            marker, number = "#", sign["number"].strip("(.)")
        elif sign["letter"]:
            marker = "a"
        else:
            marker = sign["sign"]
        begin = sign.end()
    if begin == 0:
        return block
    if begin == len(text):
        return block._replace(span=block.span.strip(), marker=EMPTY_ITEM)
    bold = max(0, block.bold - begin)
    return block._replace(span=block.span.after(begin), marker=marker, number=number, bold=bold, whole=block.span)


def _inline_markers(block: Block, head: Block) -> list[int]:
    """Where in the block's text further items open, in order.

    A bullet always opens one. An arrow does so only in a text that opens with an arrow, as it also means "leads to", `*` and
    `o` likewise; a number only where it counts on from the number before.
    """
    text = block.span.text
    cuts: list[int] = []
    if not text.isascii():  # no bullet and no arrow is
        cuts = [match.start() for match in _INLINE_BULLET.finditer(text) if match.start()]
    if head.marker:
        cuts += _inline_signs(text, head.marker)
    if head.marker == "#" and head.number.isdigit():
        expected = int(head.number) + 1
        for match in _INLINE_NUMBER.finditer(text):
            if int(match[1]) != expected or _DAY_AND_MONTH.match(text, match.start()):
                continue
            if text.count("(", 0, match.start()) <= text.count(")", 0, match.start()):
                cuts.append(match.start())
                expected += 1
    if head.marker == "a" and (opening := _FIRST_LETTER.match(text)):
        expected = ord("b")
        for match in _INLINE_LETTER.finditer(text, opening.end()):
            if ord(match[1]) == expected:
                cuts.append(match.start())
                expected += 1
    return sorted(cuts) if len(cuts) > 1 else cuts


def _inline_signs(text: str, sign: str) -> list[int]:
    """Where in a text, but at its head, items open with an arrow, where the sign is one, or with `*` or `o`."""
    pattern = _INLINE_ARROW if sign in ARROWS else _INLINE_SIGNS.get(sign)
    return [match.start() for match in pattern.finditer(text) if match.start()] if pattern else []
