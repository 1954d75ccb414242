"""Tags that a section states: Sustainable Development Goals and topics of the Urban Agenda for the EU.

What the document states, never what it may have meant: a number behind `SDG`, a goal's title, a topic's name behind its
introduction. The same rules read the section of related goals and the themes; only there must more be said.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from pipelines.extraction.findings import Finding, quoted, stated
from pipelines.reading.markup import Block
from pipelines.records import SdgTagRecord, TagSection, UrbanAgendaTagRecord
from pipelines.spans import Span, joined
from pipelines.vocabulary import comparable_without_and, lowered, rows

_GOALS = range(1, 18)
_TARGET = r"(?:\.(?:\d{1,2}|[a-d])\b)?"
# What may stand between two goals of one list. Each sign once, so that no text can be read in many ways.
_BETWEEN = r"(?:\s*+[,;&+/–—-]|\s+(?:and|und|to)\b)(?:\s*+(?:&|and\b|und\b))?+\s*+(?:targets?\s*+)?+"
_SDG = re.compile(
    rf"""(?<![^\W_])(?P<word>SDGs?|SGDs?|S\.\s?D\.\s?G\.?s?|UN\s+SDGs?|(?-i:ODDs?|ODSs?)|Sustainable\s+Development\s+Goals?|Goals?)(?:['’]s)?
         (?:\s+(?:targets?|goals?|numbers?))?\s*+(?:(?:No\.?|Nr\.?|N[°º]|[:\#_])\s*+)?(?:[-–—]\s*+)?
         (?P<numbers>\d{{1,2}}{_TARGET}(?!\d)
            (?:(?:{_BETWEEN}|\s+to\s+SDG\s*)\d{{1,2}}{_TARGET}(?![\d%]|\s*%))*)
         (?:\s*\(\s*(?:targets?\s*)?\d{{1,2}}\.\w{{1,2}}(?:\s*[,;&]\s*\d{{1,2}}\.\w{{1,2}})*\s*\))?""",
    re.IGNORECASE | re.VERBOSE,
)
_NUMBER = re.compile(rf"(?P<goal>\d{{1,2}}){_TARGET}")
_THROUGH = re.compile(r"(?:to|[-–—])\s*+(?:S[DG][GD]s?\s*+)?$", re.IGNORECASE)
_TO_TITLE = re.compile(r"[\s:：,(–—-]{0,4}")
_IN_BRACKETS_BEHIND = re.compile(r"\s?\(([^()]{1,60})\)")
# `11 Sustainable Cities and Communities`
_NUMBER_BEFORE = re.compile(r"(?<![\w.])(\d{1,2})[.):]?[ –-]{1,3}$")
_ITS_NUMBER = re.compile(r"\s?[:：(–—-]?\s?(?:SDG|SGD|Goal)s?\b", re.IGNORECASE)
_BETWEEN_TOPICS = re.compile(r"\s*(?:,|;|/|&|\band\b)\s*", re.IGNORECASE)
_TO_TOPIC = re.compile(r"[\s:：–—-]*(?:(?:on|for|of|regarding)\s+(?:the\s+)?)?[\"“‘']?\s*", re.IGNORECASE)
_END_OF_TOPIC = re.compile(r"[,;()\[\]]|\s{2,}|\.(?:\s|$)|(?<!\w)(?:SDG|SGD)", re.IGNORECASE)
# No topic has a longer name (`Innovative and Responsible Public Procurement`); what goes on is a sentence.
LONGEST_TOPIC = 80
_FREE = re.compile(rb"\0+")
_BRACKETS = re.compile(r"\([^()]*\)?|\[[^\[\]]*\]?")
# What stands around tags and says nothing by itself.
_GLUE = re.compile(
    r"(?<![^\W_])(?:and|or|as well as|sowie|und|et|y|the|"
    r"related|to|topics?|themes?|partnerships?|targets?|goals?|sdgs?|sgds?|eu|un|of|also"
    r"|e\.?g|see|in|for|with|on|ua)(?![^\W_])|[\W_]+",
    re.IGNORECASE,
)


class Tags(NamedTuple):
    """The tags of one section or theme, each goal and topic once, the doubts, and the words that belong to no tag."""

    goals: tuple[SdgTagRecord, ...]
    topics: tuple[UrbanAgendaTagRecord, ...]
    findings: tuple[Finding, ...]
    unread: tuple[Span, ...]


class _Stated(NamedTuple):
    """A goal or topic and the words that state it."""

    what: int | str
    span: Span
    is_misspelt: bool = False


def read_related_tags(blocks: list[Block]) -> Tags:
    """All tags of the section of related goals and topics. There a goal's title and a topic's name are tags by
    themselves; what is neither is unread.
    """
    goals: list[_Stated] = []
    topics: list[_Stated] = []
    findings: list[Finding] = []
    unread: list[Span] = []
    for span in _without_cuts([block.span for block in stated(blocks)]):
        reader = _Reader(span, "sdg/related", everywhere=True)
        goals += reader.goals
        topics += reader.topics
        findings += reader.findings
        unread += reader.left_over()
    return _records(goals, topics, findings, unread, "related", None)


def _without_cuts(spans: list[Span]) -> list[Span]:
    """The texts of a section, two as one where a name stands across their ends (`Climate` | `Adaptation; Air Quality`)."""
    whole: list[Span] = []
    for span in spans:
        if whole and _is_cut_name(lowered(whole[-1].text), lowered(span.text)):
            whole[-1] = joined((whole[-1], span))
        else:
            whole.append(span)
    return whole


def _is_cut_name(before: str, after: str) -> bool:
    tail = before[-LONGEST_TOPIC:]
    both = f"{tail} {after[:LONGEST_TOPIC]}"
    names = (match for pattern in (_titles(), _topic_aliases()) for match in pattern.finditer(both))
    across = [match.span() for match in names if match.start() < len(tail) < match.end()]
    if not across:
        return False
    begin = across[0][0]  # what stands before the end may be a name by itself: `Energy Transition` | `in Cities`
    return not any(pattern.fullmatch(tail[begin:].strip()) for pattern in (_titles(), _topic_aliases()))


def read_theme_tags(theme: Span, sequence: int) -> Tags:
    """The tags that the text of a theme states: goals by their number, goal titles in brackets, topics behind their
    introduction.
    """
    reader = _Reader(theme, f"sdg/t{sequence}", everywhere=False)
    return _records(reader.goals, reader.topics, reader.findings, [], "themes", sequence)


class _Reader:
    """Reads one text: first goals with numbers, then introduced topics, then names alone where they may stand alone."""

    def __init__(self, span: Span, where: str, *, everywhere: bool) -> None:
        self.span = span
        self._lower = lowered(span.text)
        self.goals: list[_Stated] = []
        self.topics: list[_Stated] = []
        self.findings: list[Finding] = []
        self._taken = bytearray(len(span))  # 1 where a character belongs to a tag
        self._where = where
        self._everywhere = everywhere
        self._goals_with_numbers()
        self._introduced_topics()
        for begin, stop in (
            [(0, len(span))] if everywhere else [match.span() for match in _BRACKETS.finditer(span.text)]
        ):
            self._titles_alone(begin, stop)
            if everywhere:
                self._topics_alone(begin, stop)
        self.goals.sort(key=lambda goal: goal.span.start)
        self.topics.sort(key=lambda topic: topic.span.start)

    def left_over(self) -> list[Span]:
        """What no tag claims, glue aside."""
        left = []
        for free in _FREE.finditer(self._taken):
            part = self.span.cut(*free.span()).strip(" ,;:.()–—-&/")
            if part and _GLUE.sub("", part.text):
                left.append(part)
        return left

    def _take(self, begin: int, stop: int) -> Span:
        self._taken[begin:stop] = b"\1" * (stop - begin)
        return self.span.cut(begin, stop)

    def _is_free(self, begin: int, stop: int) -> bool:
        return self._taken.find(1, begin, stop) < 0

    def _goals_with_numbers(self) -> None:
        text = self.span.text
        for match in _SDG.finditer(text):
            numbers = _goal_numbers(match["numbers"])
            stop = match.end()
            behind = _TO_TITLE.match(text, stop)
            title = _titles().match(self._lower, behind.end()) if behind else None
            if title and _goal_titled(title[0]) not in numbers and _ITS_NUMBER.match(text, title.end()):
                title = None  # `SDG 4, Climate Action: SDG 13`: the title belongs to the number behind it
            if match["word"].casefold().startswith("goal") and not (title or self._everywhere):
                continue  # `Goal 1: attract investment` counts the project's own goals
            if title:
                named = _goal_titled(title[0])
                stop = title.end()
                if named not in numbers:
                    self._mismatch(match, named, stop)
                    numbers = [*numbers, named]
            ahead = _title_before(self._lower, match.start())
            if ahead and ahead[1] in numbers and self._is_free(ahead[0], match.start()):
                said = self._take(ahead[0], stop)
            else:
                said = self._take(match.start(), stop)
            is_misspelt = match["word"].casefold().startswith("sgd")
            if is_misspelt:
                self._misspelt(match, numbers)
            for number in numbers:
                if number in _GOALS:
                    self.goals.append(_Stated(number, said, is_misspelt))
                else:
                    message = (
                        f"{quoted(said.text)} states goal {number}; the Sustainable Development Goals go from 1 to 17."
                    )
                    self.findings.append(Finding("unknown_sdg", message, said, "fact_sdg_tag"))

    def _misspelt(self, match: re.Match[str], numbers: list[int]) -> None:
        span = self.span.cut(match.start(), match.end())
        message = f"{quoted(span.text)} is read as {', '.join(f'SDG {number}' for number in numbers)}."
        row = next((f"{self._where}/{number}" for number in numbers if number in _GOALS), None)
        self.findings.append(Finding("misspelt_sdg", message, span, "fact_sdg_tag", row, "sdg_goal"))

    def _mismatch(self, match: re.Match[str], named: int, stop: int) -> None:
        span = self.span.cut(match.start(), stop)
        message = f"{quoted(span.text)}: this title is that of SDG {named}. Both goals are tagged."
        self.findings.append(
            Finding("sdg_title_mismatch", message, span, "fact_sdg_tag", f"{self._where}/{named}", "sdg_goal")
        )

    def _introduced_topics(self) -> None:
        text = self._lower
        for prefix in _topic_prefixes().finditer(text):
            if not self._is_free(*prefix.span()):
                continue
            gap = _TO_TOPIC.match(text, prefix.end())
            at = gap.end() if gap else prefix.end()
            first = True
            while True:
                topic = _topic_aliases().match(text, at)
                if topic is None or not self._is_free(*topic.span()):
                    break
                begin = prefix.start() if first else topic.start()
                self.topics.append(_Stated(_topic_named(topic[0]), self._take(begin, topic.end())))
                self._take_rest_of_name(topic)
                first = False
                joint = _BETWEEN_TOPICS.match(text, topic.end())
                if joint is None:
                    break
                at = joint.end()
            if first:
                self._unknown_topic(prefix.start(), at)

    def _take_rest_of_name(self, topic: re.Match[str]) -> None:
        """`Public Procurement (innovative and responsible)`: the words of a topic's whole name in brackets behind it."""
        inner = _IN_BRACKETS_BEHIND.match(self._lower, topic.end())
        words = set(comparable_without_and(inner[1]).split()) if inner else set()
        names = [name for name, code in _topics_by_alias().items() if code == _topic_named(topic[0])]
        if inner and any(words <= set(name.split()) for name in names):
            self._take(topic.end(), inner.end())

    def _unknown_topic(self, begin: int, at: int) -> None:
        """An introduction with no known topic behind it: what stands there is a topic that the vocabulary lacks."""
        text = self._lower
        limit = min(len(text), at + LONGEST_TOPIC)
        end = _END_OF_TOPIC.search(text, at, limit)
        next_prefix = _topic_prefixes().search(text, at, limit)
        stop = min(end.start() if end else limit, next_prefix.start() if next_prefix else limit)
        named = self.span.cut(at, stop).strip(" :,.")
        if any(letter.isalpha() for letter in named.text) and _GLUE.sub("", named.text):
            message = f"{quoted(named.text)} is no topic of the Urban Agenda for the EU that the vocabulary knows."
            self.findings.append(Finding("unknown_topic", message, named, "fact_urban_agenda_tag"))
        self._take(begin, stop)

    def _titles_alone(self, begin: int, stop: int) -> None:
        for match in _titles().finditer(self._lower, begin, stop):
            if self._is_free(*match.span()):
                goal = _goal_titled(match[0])
                number = _NUMBER_BEFORE.search(self._lower, max(begin, match.start() - 8), match.start())
                is_its = number is not None and int(number[1]) == goal and self._is_free(*number.span())
                self.goals.append(
                    _Stated(goal, self._take(number.start() if number and is_its else match.start(), match.end()))
                )

    def _topics_alone(self, begin: int, stop: int) -> None:
        for match in _topic_aliases().finditer(self._lower, begin, stop):
            if self._is_free(*match.span()):
                self.topics.append(_Stated(_topic_named(match[0]), self._take(*match.span())))


def _goal_numbers(written: str) -> list[int]:
    """`9&11` is 9 and 11, `7, 11 and 13` three goals, `7–9` all from 7 to 9, `11.2` goal 11."""
    numbers: list[int] = []
    at = 0
    for match in _NUMBER.finditer(written):
        if match.start() < at:
            continue
        goal = int(match["goal"])
        if numbers and _THROUGH.search(written[at : match.start()]) and numbers[-1] < goal <= _GOALS[-1]:
            numbers.extend(range(numbers[-1] + 1, goal))
        numbers.append(goal)
        at = match.end()
    return list(dict.fromkeys(numbers))


def _title_before(text: str, at: int) -> tuple[int, int] | None:
    """`Quality Education: SDG 4`: where a title right before the number begins, and its goal."""
    window = max(0, at - 60)
    for match in _titles().finditer(text, window, at):
        if re.fullmatch(r"[\s:：(–—-]*", text[match.end() : at]):
            return match.start(), _goal_titled(match[0])
    return None


def _records(
    goals: list[_Stated],
    topics: list[_Stated],
    findings: list[Finding],
    unread: list[Span],
    section: TagSection,
    theme: int | None,
) -> Tags:
    first_goals: dict[int, _Stated] = {}
    for goal in goals:
        first = first_goals.setdefault(int(goal.what), goal)
        if goal.is_misspelt and not first.is_misspelt:  # one row for both, so it tells of the slip
            first_goals[int(goal.what)] = first._replace(is_misspelt=True)
    first_topics: dict[str, _Stated] = {}
    for topic in topics:
        first_topics.setdefault(str(topic.what), topic)
    return Tags(
        tuple(
            SdgTagRecord(goal, section, theme, said.span.text, said.is_misspelt, said.span.start, said.span.end)
            for goal, said in first_goals.items()
        ),
        tuple(
            UrbanAgendaTagRecord(topic, section, theme, said.span.text, said.span.start, said.span.end)
            for topic, said in first_topics.items()
        ),
        tuple(findings),
        tuple(unread),
    )


def _tolerant(key: str) -> str:
    """A comparable name as a pattern: any punctuation between its words, and `and` wherever the document has one."""
    between = r"[\s,/&–—-]{1,4}(?:and[\s,/–—-]{1,3})?"
    return between.join(map(re.escape, key.split()))


@cache
def _titles() -> re.Pattern[str]:
    names = sorted(_goals_by_title(), key=lambda name: (-len(name), name))
    return re.compile(rf"\b(?:{'|'.join(map(_tolerant, names))})\b")


@cache
def _goals_by_title() -> dict[str, int]:
    known = {comparable_without_and(row["title"]): int(row["sdg_goal"]) for row in rows("sdg_goals")}
    known.update((comparable_without_and(row["alias"]), int(row["sdg_goal"])) for row in rows("sdg_aliases"))
    return known


def _goal_titled(title: str) -> int:
    return _goals_by_title()[comparable_without_and(title)]


@cache
def _topics_by_alias() -> dict[str, str]:
    known = {comparable_without_and(row["topic_name"]): row["topic_code"] for row in rows("urban_agenda_topics")}
    known.update((comparable_without_and(row["alias"]), row["topic_code"]) for row in rows("urban_agenda_aliases"))
    return known


def _topic_named(name: str) -> str:
    return _topics_by_alias()[comparable_without_and(name)]


@cache
def _topic_aliases() -> re.Pattern[str]:
    names = sorted(_topics_by_alias(), key=lambda name: (-len(name), name))
    return re.compile(rf"\b(?:{'|'.join(map(_tolerant, names))})\b")


@cache
def _topic_prefixes() -> re.Pattern[str]:
    names = sorted((row["prefix"] for row in rows("urban_agenda_prefixes")), key=lambda name: (-len(name), name))
    spaced = [re.sub(r"[\s-]+", r"[\\s-]+", name.lower()) for name in names]
    spaced = [name.replace("i", "[il1]").replace("m", "(?:m|rn)") for name in spaced]  # as text recognition reads them
    return re.compile(rf"\b(?:{'|'.join(spaced)})(?:\(s\)(?:/topics?)?|/topics?)?(?![^\W_])")
