"""Who publishes an export, where, and under which terms: what only people know. Nothing of it is ever invented.

What isn't told is left out of the data package and the catalogue record; both are valid without.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

NAME = "ucap-warehouse"
TITLE = "Urban Cooperation Action Plans of European and Chinese cities"

_ABSOLUTE = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_MAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+")


@dataclass(frozen=True, slots=True)
class Publication:
    """`publisher` is a name; `publisher_uri`, `licence` and `base_url` are web addresses, `contact` a mail address.

    Under `base_url` the folder of the export can be fetched.
    """

    publisher: str | None = None
    publisher_uri: str | None = None
    contact: str | None = None
    licence: str | None = None
    base_url: str | None = None

    def problems(self) -> Iterator[tuple[str, str]]:
        """What can't be published so: the field, and a sentence."""
        for name in ("publisher_uri", "licence", "base_url"):
            address = getattr(self, name)
            if address and not _ABSOLUTE.fullmatch(address):
                yield name, f"{address} is no web address: it wants to begin with https:// or http://."
        if self.contact and not _MAIL.fullmatch(self.contact):
            yield "contact", f"{self.contact} is no mail address."
        if self.publisher_uri and not self.publisher:
            yield "publisher_uri", "A publisher's address wants the publisher's name beside it."
