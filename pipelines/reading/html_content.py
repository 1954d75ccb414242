"""Which element of a web page holds the form: what stands beside it is of the page and not of the form.

Belongs here: elements and where they begin and end. Which words are labels is told by `labels`, what becomes of the rest by
`form`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

_TAG = re.compile(r"<(/?)(div|section|article)(?=[\s/>])[^<>]*+>", re.IGNORECASE)


class Element(NamedTuple):
    """A part of a page, `text[start:end)`."""

    start: int
    end: int


def element_of_form(text: str, labels: Iterable[tuple[int, str]], fewest: int) -> Element | None:
    """The smallest element that holds a label of as many sections as the page does, by place and section; None where these are
    fewer than `fewest`, or the page's elements don't close one by one, so that their ends mean little.
    """
    places: dict[str, list[int]] = {}
    for place, section in sorted(labels):
        places.setdefault(section, []).append(place)
    if len(places) < fewest:
        return None
    elements = _elements(text)
    holding = [element for element in elements or () if all(_holds(element, found) for found in places.values())]
    return min(holding, key=lambda element: element.end - element.start, default=None)


def _holds(element: Element, places: list[int]) -> bool:
    """Whether one of some places lies in an element."""
    first = bisect_left(places, element.start)
    return first < len(places) and places[first] < element.end


def _elements(text: str) -> list[Element] | None:
    """All elements that may hold others; None where one is left open, or closed that isn't open."""
    found: list[Element] = []
    opened: list[tuple[str, int]] = []
    for tag in _TAG.finditer(text):
        name = tag[2].lower()
        if not tag[1]:
            opened.append((name, tag.start()))
        elif opened and opened[-1][0] == name:
            found.append(Element(opened.pop()[1], tag.end()))
        else:
            return None
    return None if opened else found
