"""The date that labels an item: `June 2018: …` at its head, `… (June 2018)` at its end."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipelines.date_words import holds_date_words_only, is_made_of_date_words
from pipelines.extraction.dates import Dates, ends_in_month, find_dates, read_dates, speaks_of_time
from pipelines.sentences import opens_with_article
from pipelines.spans import EMPTY, Span

# `12 September 2018 – 3 October 2018` and a word or two.
LONGEST_LABEL = 48
# A label in brackets, and the signs around it.
LONGEST_CLOSING = 60
_BEHIND = re.compile(r"\s*[)\]]?\s*(?P<sign>[:：;]|[-–—]+(?=\s)|[,.](?=\s|$))?\s*")
_REMARK = re.compile(r"\s*[(\[]([^()\[\]]{1,24})[)\]]")
_JOINT = re.compile(r"\s*(?:[/,;&+]|and\b|or\b)\s*", re.IGNORECASE)
_AT_THE_END = re.compile(r"[(\[]([^()\[\]]{4,48})[)\]]\s*+[.;]?\s*+$")
_LAST_PART = re.compile(r"(?:,|\s[-–—])\s+([^,;:()\[\]]{4,40}?)\s*[.;]?$")
_LABEL_END = re.compile(r"[)\]]?\s?(?:[:：]|\s[-–—])(?:\s|$)")
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE_END = re.compile(r"(?<=[.;!?)])\s+(?=[\d(]|[^\W\d_a-z])")


class Dated(NamedTuple):
    """An item without its date label. `label` is empty where it has none; with a label that can't be read, `dates` is
    None.
    """

    dates: Dates | None
    label: Span
    text: Span


def read_date_label(item: Span) -> Dated:
    """The date that an item says of itself, and its text without it.

    A year alone is a label only before a colon or a dash (`2019 conference` is a name). A date in running text
    (`In June 2018 the city …`) dates the item and stays in its text.
    """
    text = item.text
    dates = read_dates(text)
    if dates and (several := _several_dates(item, dates)):
        return several
    stop = _behind_remark(text, dates.stop) if dates else 0
    behind = _BEHIND.match(text, stop) if dates else None
    if dates and behind:
        label, rest = item.before(stop).strip(" (["), item.after(behind.end())
        sign = behind["sign"]
        if sign or not rest or text[: dates.stop].lstrip().startswith(("(", "[")):
            if dates.precision != "year" or sign not in (",", ".") or not rest:
                return Dated(dates, label, rest)
        elif dates.precision != "year":
            opens_sentence = rest.text[:1].islower() and not (opens_with_article(rest.text) and _is_bare(label.text))
            further = [found for found in find_dates(rest.text) if found.dates.precision != "year"]
            if opens_sentence and further:  # a story of several dates: which one would be a guess
                return Dated(None, label, item)
            return Dated(dates, label, item if opens_sentence else rest)
    if at_end := _AT_THE_END.search(text):
        inner = at_end[1]
        dates = read_dates(inner)
        if dates and not inner[dates.stop :].strip():
            return Dated(dates, item.group(at_end, 1).strip(), item.before(at_end.start()).strip())
        if dates is None and speaks_of_time(inner) and is_made_of_date_words(inner):
            return Dated(None, item.group(at_end, 1).strip(), item.before(at_end.start()).strip())
    if trailing := _trailing_date(item):
        return trailing
    if len(text) <= LONGEST_LABEL and speaks_of_time(text) and is_made_of_date_words(text):  # a column of dates
        return Dated(None, item.strip(" :：.,;–—-"), EMPTY)
    return _unread_label(item) or Dated(None, EMPTY, item)


def _is_bare(label: str) -> bool:
    """Whether a date is one without a word before it: `Oct. 2019 the agreement`, not `In October 2019 the agreement`."""
    first, *_ = label.split()
    return first[:1].isdigit() or ends_in_month(first)


def _unread_label(item: Span) -> Dated | None:
    """`31 April 2019 – deadline`, `Spring 2019: visit`: as many words of dates as a colon or dash ends that are no date."""
    ends = list(_LABEL_END.finditer(item.text, 0, LONGEST_LABEL + 4))
    for end in reversed(ends):
        label = item.before(end.start()).strip(" ([")
        if is_made_of_date_words(label.text):
            return Dated(None, label, item.after(end.end()).strip())
    return None


def is_date_alone(text: str) -> bool:
    """Whether a text is a date or range and nothing else."""
    dates = read_dates(text) if len(text) <= LONGEST_LABEL else None
    return dates is not None and not text[_behind_remark(text, dates.stop) :].strip(" :：.,;–—-")


def _behind_remark(text: str, stop: int) -> int:
    """Where a date ends that has a remark behind it (`May 2020 (tbc)`); `stop` where it has none."""
    remark = _REMARK.match(text, stop)
    return remark.end() if remark and holds_date_words_only(remark[1]) else stop


def _trailing_date(item: Span) -> Dated | None:
    """`Meeting in Rome, June 2019`: a date alone behind the last comma or dash, the only one of the item. A year alone is none
    (`Expo, 2015`).
    """
    last = _LAST_PART.search(item.text, max(0, len(item) - LONGEST_LABEL))
    if last is None:
        return None
    dates = read_dates(last[1])
    text = item.before(last.start()).strip()
    if dates is None or last[1][dates.stop :].strip() or dates.precision == "year" or speaks_of_time(text.text):
        return None
    return Dated(dates, item.group(last, 1), text)


def _several_dates(item: Span, first: Dates) -> Dated | None:
    """`June 2018 and October 2018: two missions`: a label with dates that are no range can't be one date."""
    stop = first.stop
    while joint := _JOINT.match(item.text, stop):
        further = read_dates(item.text, joint.end())
        if further is None:
            break
        stop = further.stop
    behind = _BEHIND.match(item.text, stop)
    if stop == first.stop or behind is None or not (behind["sign"] or behind.end() == len(item)):
        return None
    return Dated(None, item.before(stop).strip(), item.after(behind.end()).strip())


def split_at_date_labels(item: Span) -> list[Span]:
    """Several dated items in one paragraph, parted: each label with a colon behind the end of a sentence opens one,
    and each in brackets at the end of a sentence closes one. A paragraph all of whose sentences open with a date
    (`In May 2018 … In June 2019 …`) tells of one activity a sentence.
    """
    if cuts := _dated_sentences(item.text):
        return [item.cut(begin, stop).strip() for begin, stop in zip(cuts, [*cuts[1:], len(item)], strict=True)]
    cuts, letter, dated_to = [0], _next_letter(item.text, 0), _date_stop(item.text, 0)
    for match in _SENTENCE_END.finditer(item.text):
        if letter > match.start() or match.start() < dated_to or _ends_in_month(item.text, match.start()):
            continue  # `5. Mai 2020`, `ca. May`, `Sept. 2018`: the full stop is the day's or the abbreviation's
        dates = read_dates(item.text, match.end())
        behind = _BEHIND.match(item.text, dates.stop) if dates else None
        closing = item.text[max(cuts[-1], match.start() - LONGEST_CLOSING) : match.start()]
        if (behind and behind["sign"] in (":", "：")) or _ends_in_date(closing):
            cuts.append(match.end())
            letter, dated_to = _next_letter(item.text, match.end()), _date_stop(item.text, match.end())
    if len(cuts) == 1:
        return [item]
    return [item.cut(begin, stop).strip() for begin, stop in zip(cuts, [*cuts[1:], len(item)], strict=True)]


def _dated_sentences(text: str) -> list[int]:
    """Where the sentences of a text begin that all open with a date and go on; none where one doesn't, or there is but one."""
    begins, letter, dated_to = [0], _next_letter(text, 0), _date_stop(text, 0)
    for match in _SENTENCE_END.finditer(text):
        if letter < match.start() and dated_to <= match.start() and not _ends_in_month(text, match.start()):
            begins.append(match.end())
            letter, dated_to = _next_letter(text, match.end()), _date_stop(text, match.end())
    return begins if len(begins) > 1 and all(_opens_with_date(text, begin) for begin in begins) else []


def _date_stop(text: str, at: int) -> int:
    """Where the date ends that a text says at `at`; `at` itself where it says none."""
    dates = read_dates(text, at)
    return dates.stop if dates else at


def _next_letter(text: str, start: int) -> int:
    """Where the first letter from `start` on stands; the end of the text where there is none."""
    letter = _LETTER.search(text, start)
    return letter.start() if letter else len(text)


def _ends_in_month(text: str, stop: int) -> bool:
    """Whether the part of a text before `stop` ends in a month's name. No name is longer than a label."""
    return ends_in_month(text[max(0, stop - LONGEST_LABEL) : stop])


def _opens_with_date(text: str, at: int) -> bool:
    dates = read_dates(text, at)
    if dates is None or dates.precision == "year":
        return False
    behind = _BEHIND.match(text, dates.stop)
    return behind is None or behind["sign"] in (None, ",")


def _ends_in_date(sentence: str) -> bool:
    at_end = _AT_THE_END.search(sentence)
    dates = read_dates(at_end[1]) if at_end and sentence.endswith((".", ";")) else None
    return dates is not None and at_end is not None and not at_end[1][dates.stop :].strip()
