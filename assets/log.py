"""What a refresh says for machines and for who looks after them: one line an event, on standard error.

Belongs here: how lines look and where they go. What is said, with which facts, stands where it happens; the events are
listed in docs/operations.md. Knows no dagster.
"""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from structlog.typing import Processor

VARIABLE = "UCAP_LOG"

Form = Literal["json", "text", "off"]
FORMS: tuple[Form, ...] = get_args(Form)


class Log:
    """Writes events with their facts: JSON, one object a line, or text that people read; `off` writes nothing."""

    def __init__(self, form: Form) -> None:
        self.form = form

    @classmethod
    def by_environment(cls) -> Log:
        """As `UCAP_LOG` says; unless it says anything, text in a terminal and JSON elsewhere."""
        said = os.environ.get(VARIABLE, "").strip().lower()
        unsaid: Form = "text" if sys.stderr.isatty() else "json"
        return cls(next((form for form in FORMS if form == said), unsaid))

    def info(self, event: str, **facts: object) -> None:
        """Something went as it should."""
        self._write("info", event, facts)

    def warning(self, event: str, **facts: object) -> None:
        """Something wants a person's eye, and the work goes on."""
        self._write("warning", event, facts)

    def error(self, event: str, **facts: object) -> None:
        """The work has stopped. A fact `exc_info` is an exception to be shown with its traceback."""
        self._write("error", event, facts)

    def _write(self, level: str, event: str, facts: dict[str, object]) -> None:
        if self.form != "off":
            import structlog  # takes a while, and few commands write a log

            logger = structlog.wrap_logger(structlog.PrintLogger(sys.stderr), processors=_processors(self.form))
            getattr(logger, level)(event, **{name: fact for name, fact in facts.items() if fact is not None})


def _processors(form: Form) -> Sequence[Processor]:
    import structlog

    common: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _what_before_about,
    ]
    if form == "json":
        return [*common, structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    return [*common, _harmless, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]


def _what_before_about(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """When, how grave and what come first in a line, then the facts."""
    first = {name: event.pop(name) for name in ("timestamp", "level", "event")}
    return first | dict(event)


def _harmless(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    r"""Names of files are strangers' words: what a terminal would obey is written out, `ESC` as `\x1b`."""
    for name, fact in event.items():
        if isinstance(fact, str) and not fact.isprintable():
            event[name] = "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in fact)
    return event
