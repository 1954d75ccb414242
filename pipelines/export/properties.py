"""What the published file says about itself (main.meta), and what of its data a catalogue wants to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import duckdb


@dataclass(frozen=True, slots=True)
class Properties:
    """`meta` is main.meta by name; `built_at` and `first_load_at` are naive UTC; `countries` are ISO 3166-1 alpha-3 codes
    of lead and partner cities, in alphabetical order; `first_day` and `last_day` enclose every date that plans state.
    """

    meta: dict[str, str]
    built_at: datetime
    first_load_at: datetime
    countries: tuple[str, ...]
    first_day: date | None
    last_day: date | None

    @property
    def schema_version(self) -> str:
        """Version of the tables, a number."""
        return self.meta["schema_version"]


def read(connection: duckdb.DuckDBPyConnection) -> Properties:
    """Asks the file. Raises duckdb.CatalogException where it is no warehouse of ours, or an old one."""
    meta = dict(connection.execute("SELECT name, value FROM main.meta").fetchall())
    ((first_load_at,),) = connection.execute("SELECT min(finished_at) FROM audit.load_run").fetchall()
    built_at = datetime.fromisoformat(meta["built_at"]).replace(tzinfo=None)
    ((first_day, last_day),) = connection.execute(_PERIOD).fetchall()
    return Properties(
        meta,
        built_at,
        first_load_at or built_at,
        tuple(code for (code,) in connection.execute(_COUNTRIES).fetchall()),
        first_day,
        last_day,
    )


_COUNTRIES = """
SELECT DISTINCT country_code3
FROM (SELECT lead_city_id AS city_id FROM dim_plan UNION SELECT partner_city_id FROM fact_partnership)
JOIN dim_city USING (city_id)
JOIN dim_country USING (country_code)
WHERE country_code <> 'XX'
ORDER BY country_code3
"""
_PERIOD = """
SELECT min(day), max(day) FROM (
    SELECT unnest([period_start, period_end]) AS day FROM dim_plan
    UNION ALL
    SELECT unnest([start_date, end_date]) FROM fact_activity
)
"""
