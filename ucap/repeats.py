"""Tags that a section states again: the warehouse keeps each goal and topic of a section once, at its first place.

Belongs here: where the words of a later statement stand, so that they aren't taken for text that nobody read.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import itemgetter

from pipelines.extraction.tags import read_related_tags
from pipelines.reading.form import Form
from pipelines.reading.markup import read_blocks
from pipelines.records import Summary
from ucap.marks import Mark, Segment, State

# What is added to the name of the tag that is repeated.
AGAIN = " again"
_RELATED = "related_tags"


def repeats(text: str, form: Form, cut: Sequence[Segment], summary: Summary) -> Iterator[Mark]:
    """The marks of goals and topics that the section of related tags states again. `cut` is the text in segments: only where
    no value was read can one be.
    """
    section = form.sections.get(_RELATED)
    places = sorted(place for block in section.blocks for place in block.span.ranges()) if section else []
    goals = {tag.sdg_goal for tag in summary.sdg_tags if tag.section == "related"}
    topics = {tag.topic_code for tag in summary.urban_agenda_tags if tag.section == "related"}
    for segment in cut:
        if segment.mark is not None or segment.state is not State.READ or not _touches(segment, places):
            continue
        tags = read_related_tags(read_blocks(text, segment.start, segment.end))
        for goal in tags.goals:
            if goal.sdg_goal in goals:
                name = f"related SDG {goal.sdg_goal}{AGAIN}"
                yield Mark(name, "", "fact_sdg_tag", goal.source_start, goal.source_end)
        for topic in tags.topics:
            if topic.topic_code in topics:
                name = f"related {topic.topic_code}{AGAIN}"
                yield Mark(name, "", "fact_urban_agenda_tag", topic.source_start, topic.source_end)


def _touches(segment: Segment, places: Sequence[tuple[int, int]]) -> bool:
    """Whether one of the places, in order, overlaps the segment. Only the last that begins before its end can, as no two
    pieces of a text overlap.
    """
    at = bisect_left(places, segment.end, key=itemgetter(0))
    return at > 0 and places[at - 1][1] > segment.start
