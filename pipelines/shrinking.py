"""Whether a refresh would lose most of what is loaded, as where a drive isn't mounted or a folder was emptied by mistake.

Belongs here: when that is so, and the sentence for it. `publish` asks before it replaces a warehouse.
"""

from __future__ import annotations

import polars as pl

from pipelines.limits import Limits

_NAMED = 3


def refusal(before: pl.DataFrame, now: pl.DataFrame, limits: Limits) -> str | None:
    """Why this load may not be published unasked, None where it may: rows of audit.arrival of the last load and of this one.

    A document is lost where neither its file's name nor its content is loaded any more, or a duplicate of what is: one
    that was revised, renamed or copied isn't. Too many are lost where they are more than the limits' share of what was
    loaded, and more than one or two.
    """
    loaded = _current(before, "loaded")
    # A duplicate may be one of a file in quarantine.
    kept = _current(now, "loaded", "duplicate").join(_current(now, "quarantined"), on="document_id", how="anti")
    lost = loaded.join(kept, on="file_name", how="anti").join(kept, on="document_id", how="anti").sort("file_name")
    if lost.height <= limits.lost_documents or lost.height <= limits.lost_share * loaded.height:
        return None
    there = now.filter("is_current").select("file_name")
    quarantined = lost.join(there, on="file_name", how="semi").height
    return (
        f"{lost.height:,} of the {loaded.height:,} loaded documents would be lost: "
        f"{_causes(lost.height - quarantined, quarantined)} ({_named(lost)}). "
        "Is it the right folder, complete and mounted? If the loss is meant, say so with `ucap refresh --allow-shrink`."
    )


def _current(arrivals: pl.DataFrame, *statuses: str) -> pl.DataFrame:
    return arrivals.filter(pl.col("is_current") & pl.col("status").is_in(statuses)).select("file_name", "document_id")


def _causes(missing: int, quarantined: int) -> str:
    causes = [f"{missing:,} are not in the raw folder any more"] if missing else []
    return " and ".join([*causes, *([f"{quarantined:,} are quarantined now"] if quarantined else [])])


def _named(lost: pl.DataFrame) -> str:
    names = ", ".join(lost["file_name"].head(_NAMED))
    return f"{names} and {lost.height - _NAMED:,} more" if lost.height > _NAMED else names
