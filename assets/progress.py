"""How far the work is: what the assets tell whoever watches. Knows no dagster.

Dagster's own events say when a step ends; a person at a terminal wants to know that the 4,000th of 20,000 documents
has been read. The command line passes its own `Progress`; in the UI nobody listens.
"""

from __future__ import annotations


class Progress:
    """Hears how the work goes, and says nothing; the terminal's does."""

    def stage(self, words: str) -> None:
        """A stage of the work begins, e.g. `Building the tables`."""

    def documents(self, done: int, total: int) -> None:
        """So many of so many documents have been read."""

    def remark(self, words: str) -> None:
        """Something happened that a person should know, though the work goes on."""
