"""Documents made of others: one change after another, each such as converters, editors and broken disks make, or worse."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

Mutation = Callable[[bytes, random.Random, Sequence[bytes]], bytes]

_MARKUP = (
    *(
        "<p>",
        "</p>",
        "<ul>",
        "</ul>",
        "<li>",
        "<ol>",
        "<b>",
        "</b>",
        "<u>",
        "<table>",
        "<tr>",
        "<td>",
        "</td>",
        "<br>",
        "<!--",
    ),
    *(
        "<script>",
        "</script>",
        "<td colspan=3>",
        "<td rowspan=99999>",
        "&amp;",
        "&#0;",
        "&#x110000;",
        "&bogus;",
        "**",
        "__",
    ),
    *(
        "[a](b)",
        "| ",
        "|---|",
        "\\",
        "# ",
        "\t",
        "\f",
        "\n\n",
        "→ ",
        "• ",
        "○ ",
        "1. ",
        "2.1 ",
        "a) ",
        "- ",
        "–",
        ": ",
        "：",
    ),
)
_WORDS = (
    *(
        "SDG 7",
        "SDGs 7–9",
        "SGD",
        "SDG 99999999999",
        "EU UP ",
        "Nice",
        "Rome",
        "广州",
        "China",
        "UK",
        "City:",
        "Population:",
    ),
    *(
        "Period of cooperation",
        "Related SDGs and Urban Agenda topics:",
        "June 2018 – May 2019",
        "31 February 2019",
        "0000-00",
    ),
    *(
        "99/99/9999",
        "2,3 million",
        "1.2.3.4",
        "9" * 400,
        "1,24km ²",
        "N/A",
        "signed a Memorandum of Understanding",
        "since",
    ),
    *(
        "Page 1 of 3",
        "A European Union Programme",
        "欧盟项目",
        "IUC Urban Cooperation Action Plan (U-CAP) Summary",
        "e.g.",
        "and",
    ),
)
_STRANGE = "\x00\x0b\x0c\x1c\x85\u00a0\u00ad\u0301\u200b\u200d\u202e\u2028\u2066\ufeff\ufffd\uffff\U0001f1ea\U000e0001٣Ⅷ½²ǅßİſﬁ"
_LONG = (
    "a",
    " ",
    "<",
    "(",
    "[",
    "&",
    "*",
    "\t",
    "|",
    "\n",
    "-",
    "1",
    ".",
    ",",
    "SDG ",
    "• ",
    "1. ",
    "<p>",
    "a ",
    "é",
    "\r",
    "A. ",
)
_PAIRS = (
    *(("<ul><li>", "</li></ul>"), ("<table><tr><td>", "</td></tr></table>"), ("<p>", "</p>"), ("(", ")"), ("<b>", "")),
    *(("[", "]"), ("<ol><li>1. ", ""), ("“", "”"), ("<div>", ""), ("1.", ""), ("<!--", "-->"), ("<script>", "")),
)
# Megabytes of one character; of several, which are read as words, items and tags, as much as is read in a second.
MOST_REPEATED = 2_000_000
MOST_REPEATED_WORDS = 100_000


def mutated(rng: random.Random, seeds: Sequence[bytes]) -> bytes:
    """A document: a seed changed once or a few times."""
    data = rng.choice(seeds)
    for _ in range(rng.choice((0, 1, 1, 1, 2, 2, 3, 5, 8))):
        data = rng.choices(_MUTATIONS, _WEIGHTS)[0](data, rng, seeds)
    return data


def _lines_dropped(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    return b"".join(line for line in data.splitlines(keepends=True) if rng.random() > 0.2)


def _lines_doubled(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    return b"".join(
        line * (rng.choice((2, 2, 3, 50)) if rng.random() < 0.1 else 1) for line in data.splitlines(keepends=True)
    )


def _lines_swapped(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    lines = data.splitlines(keepends=True)
    if rng.random() < 0.3:
        rng.shuffle(lines)
    elif len(lines) > 1:
        one, other = rng.sample(range(len(lines)), 2)
        lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def _lines_joined(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    end = rng.choice((b" ", b"", b"\t", b"\r", b"\n\n", b"\f", b"\xe2\x80\xa8"))
    return b"".join(line + (end if rng.random() < 0.4 else b"\n") for line in data.splitlines())


def _lines_broken(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    """A page break anywhere, a running head and a page number behind it perhaps."""
    at = rng.randrange(len(data) + 1)
    between = rng.choice((b"\n", b"\n\n", b"\f", b"\n\n2\n\n", b"\nA European Union Programme\n", b"-\n", b"\r\n\t"))
    return data[:at] + between + data[at:]


def _tags_cut(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    places = [at for at, byte in enumerate(data) if byte in b"<>&;|*"]
    for at in sorted(rng.sample(places, min(len(places), rng.randint(1, 4))), reverse=True):
        data = data[:at] + data[at + rng.randint(1, 6) :]
    return data


def _bytes_flipped(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    changed = bytearray(data)
    for _number in range(min(len(changed), rng.choice((1, 1, 2, 8, 64)))):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _mixed(data: bytes, rng: random.Random, seeds: Sequence[bytes]) -> bytes:
    """Sections of two documents, one after the other or line by line."""
    lines, others = data.splitlines(keepends=True), rng.choice(seeds).splitlines(keepends=True)
    if rng.random() < 0.5:
        return b"".join(lines[: rng.randint(0, len(lines))] + others[rng.randint(0, len(others)) :])
    return b"".join(rng.choice(pair) for pair in zip(lines, others, strict=False))


def _cut_off(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    return data[: rng.randrange(len(data) + 1)] if rng.random() < 0.7 else data[rng.randrange(len(data) + 1) :]


def _inserted(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    for _number in range(rng.randint(1, 4)):
        at = rng.randrange(len(data) + 1)
        data = data[:at] + rng.choice(rng.choice((_MARKUP, _WORDS, _STRANGE))).encode() + data[at:]
    return data


def _random_unicode(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    def letter() -> str:
        code = rng.choice((rng.randrange(0x250), rng.randrange(0x10000), rng.randrange(0x110000)))
        return chr(code) if not 0xD800 <= code < 0xE000 else "x"

    at = rng.randrange(len(data) + 1)
    return data[:at] + "".join(letter() for _ in range(rng.choice((1, 10, 300)))).encode() + data[at:]


def _long(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    """One sign, or a few, thousands of times; now and then megabytes of it."""
    unit = rng.choice(_LONG) if rng.random() < 0.8 else rng.choice(_MARKUP) + rng.choice(_WORDS)
    longest = MOST_REPEATED if len(unit) == 1 else MOST_REPEATED_WORDS
    size = rng.choice((1_000, 1_000, 5_000, 5_000, 20_000, 20_000, MOST_REPEATED_WORDS, longest))
    at = rng.choice((0, len(data), rng.randrange(len(data) + 1), data.find(b"\n") + 1))
    return data[:at] + unit.encode() * (size // len(unit.encode())) + data[at:]


def _nested(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    opening, closing = rng.choice(_PAIRS)
    depth = rng.choice((10, 100, 1_000, 10_000))
    at = rng.choice((data.find(b"\t") + 1, rng.randrange(len(data) + 1)))
    end = min(len(data), at + rng.randrange(400))
    return data[:at] + opening.encode() * depth + data[at:end] + closing.encode() * depth + data[end:]


def _recoded(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    """The bytes of one encoding behind the mark of another, or within the text of another."""
    encoding = rng.choice(("utf-16-le", "utf-16-be", "utf-8-sig", "utf-32", "windows-1252", "cp437"))
    text = data.decode("utf-8", "replace").encode(encoding, "replace")
    at = rng.choice((0, rng.randrange(len(data) + 1)))
    return rng.choice((text, b"\xff\xfe" + data, b"\xef\xbb\xbf" + text, data[:at] + text))


def _letters_changed(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    """Capitals, typing errors, other dashes and quotes, in text that stays text."""
    text = data.decode("utf-8", "replace")
    how = rng.randrange(4)
    if how == 0:
        text = rng.choice((text.upper, text.lower, text.swapcase))()
    elif how == 1:
        letters = list(text)
        for at in rng.sample(range(len(letters)), len(letters) // 40):
            letters[at] = rng.choice(letters)
        text = "".join(letters)
    elif how == 2:
        text = text.translate(dict(zip(map(ord, ":-'\"."), rng.choice(("：–’“。", "﹕—‘”．", "∶−`„…")), strict=True)))
    else:
        text = text.replace(" ", rng.choice(("\u00a0", "  ", "\u200b ", "\u2009", "\t")))
    return text.encode()


_WEIGHED: tuple[tuple[Mutation, float], ...] = (
    *((one, 10.0) for one in (_lines_dropped, _lines_doubled, _lines_swapped, _lines_joined, _lines_broken, _tags_cut)),
    *((one, 10.0) for one in (_bytes_flipped, _mixed, _cut_off, _inserted, _random_unicode, _letters_changed)),
    *((one, 4.0) for one in (_long, _nested, _recoded)),
)
_MUTATIONS = [mutation for mutation, _ in _WEIGHED]
_WEIGHTS = [weight for _, weight in _WEIGHED]
