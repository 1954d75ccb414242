"""Every table of the warehouse and of its staging area, declared once.

`WAREHOUSE` holds the current truth, `HISTORY` what was true before, `PUBLISHED` both, parents before children, which is the
order of loading; `STAGING` what is read from the documents before any key is made; `KEPT` the part of it that no file name
decides. Descriptions are the COMMENTs of the published file and the data dictionary.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pipelines.schema import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INTEGER,
    TEXT,
    TIMESTAMP,
    Column,
    Reference,
    Rule,
    Table,
    as_in,
    before,
    fk,
    key,
    ordered,
    together,
)
from pipelines.vocabulary import rows

DATE_PRECISIONS = ("day", "month", "quarter", "year")
SEVERITIES = ("error", "warning", "info")
TAG_SECTIONS = ("related", "themes")
STATEMENT_SECTIONS = ("focus", "challenge", "objective")
PROGRAMME_SIDES = ("europe", "china", "other")
CURRENT_STATUSES = ("loaded", "duplicate", "quarantined")
PAST_STATUSES = ("superseded", "removed")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

SDG_GOALS = tuple(int(row["sdg_goal"]) for row in rows("sdg_goals"))
TOPIC_CODES = tuple(row["topic_code"] for row in rows("urban_agenda_topics"))
THEME_CODES = tuple(row["theme_code"] for row in rows("themes"))
ACTIVITY_TYPES = tuple(row["activity_type"] for row in rows("activity_types"))
COUNTRY_CODES = tuple(row["country_code"] for row in rows("countries"))
ISSUE_CODES = tuple(row["code"] for row in rows("issue_codes"))

# The contract's bounds: outside them a population is withheld, so none may arrive here.
LEAST_POPULATION, MOST_POPULATION = 1_000, 50_000_000

# What keys look like (contract, "Dimensions" and "Facts and bridges").
DOCUMENT_ID = r"[0-9a-f]{16}"
SHA256 = r"[0-9a-f]{64}"
CITY_ID = r"[a-z]{2}-[a-z0-9]+(-[a-z0-9]+)*"
PLAN_ID = CITY_ID + r"-([0-9]{4}-[0-9]{2}|undated)"
ITEM_SEQUENCE = r"[1-9][0-9]*([.][1-9][0-9]*)*"

# ── Dimensions ──────────────────────────────────────────────────────────────────────────────────────────────────────

DIM_DOCUMENT = Table(
    "dim_document",
    grain="one loaded document: a summary as it arrived, its text complete",
    columns=(
        key("document_id", TEXT, "first 16 hex digits of the SHA-256 of the file's bytes", pattern=DOCUMENT_ID),
        Column("file_name", TEXT, "path of the file, relative to the raw folder, with `/` between folders"),
        Column("sha256", TEXT, "SHA-256 of the file's bytes, in hex", pattern=SHA256),
        Column("byte_size", BIGINT, "size of the file in bytes", at_least=1),
        Column("media_type", TEXT, "what kind of text the file holds, e.g. `text/markdown`"),
        Column("encoding", TEXT, "how its bytes were read as text, e.g. `utf-8`"),
        Column("title", TEXT, "title that the document gives itself", nullable=True),
        Column(
            "version",
            INTEGER,
            "which content of this file it is, in the order in which they were first seen: 1 until the file is edited",
            at_least=1,
        ),
        Column("first_seen_at", TIMESTAMP, "when these bytes were first seen in the raw folder, under any name (UTC)"),
        Column("text", TEXT, "the decoded source, complete; every source_start and source_end counts its code points"),
    ),
    unique=(("file_name",), ("sha256",)),
)

DIM_COUNTRY = Table(
    "dim_country",
    grain="one country of ISO 3166-1, or `XX` for a country that can't be told",
    columns=(
        key("country_code", TEXT, "ISO 3166-1 alpha-2; the United Kingdom is `GB`", pattern="[A-Z]{2}"),
        Column("country_code3", TEXT, "ISO 3166-1 alpha-3", pattern="[A-Z]{3}"),
        Column("country_name", TEXT, "name in English"),
        Column(
            "programme_side", TEXT, "side of the programme on which the country's cities stand", isin=PROGRAMME_SIDES
        ),
    ),
)

DIM_CITY = Table(
    "dim_city",
    grain="one city that a loaded document names",
    columns=(
        key(
            "city_id",
            TEXT,
            "`<country code>-<name in ASCII>`, e.g. `it-reggio-emilia`; `xx-` where the country can't be told",
            pattern=CITY_ID,
        ),
        Column(
            "city_name", TEXT, "name in English, or as the document spells it where the gazetteer doesn't know the city"
        ),
        fk("country_code", DIM_COUNTRY, "country in which the city lies; `XX` where it can't be told"),
        Column("province", TEXT, "first-level division in English, by the gazetteer", nullable=True),
        Column(
            "province_code", TEXT, "ISO 3166-2 code of the province", nullable=True, pattern="[A-Z]{2}-[A-Z0-9]{1,3}"
        ),
        Column("geonames_id", BIGINT, "the city at geonames.org", nullable=True, at_least=1),
        Column("latitude", DOUBLE, "degrees north (WGS 84)", nullable=True, at_least=-90, at_most=90),
        Column("longitude", DOUBLE, "degrees east (WGS 84)", nullable=True, at_least=-180, at_most=180),
        Column("in_gazetteer", BOOLEAN, "false for a city that only the documents know; see the issue `unknown_city`"),
    ),
    checks=(together("latitude", "longitude"),),
)

DIM_DATE = Table(
    "dim_date",
    grain="one day; whole years from the earliest to the latest date of any plan or activity, without gaps",
    columns=(
        key("date", DATE, "the day"),
        Column("year", INTEGER, "calendar year"),
        Column("quarter", INTEGER, "quarter of the year, 1 to 4", at_least=1, at_most=4),
        Column("month", INTEGER, "month of the year, 1 to 12", at_least=1, at_most=12),
        Column("month_name", TEXT, "name of the month in English", isin=MONTHS),
        Column("year_month", TEXT, "year and month, sortable: `2018-07`", pattern="[0-9]{4}-[0-9]{2}"),
        Column("day", INTEGER, "day of the month, 1 to 31", at_least=1, at_most=31),
        Column("weekday", TEXT, "name of the weekday in English", isin=WEEKDAYS),
        Column("weekday_number", INTEGER, "1 for Monday to 7 for Sunday (ISO 8601)", at_least=1, at_most=7),
    ),
)

DIM_SDG = Table(
    "dim_sdg",
    grain="one Sustainable Development Goal of the United Nations; all 17, stated or not",
    columns=(
        key("sdg_goal", INTEGER, "number of the goal, 1 to 17", isin=SDG_GOALS),
        Column("sdg_code", TEXT, "the goal as people write it: `SDG 11`", pattern="SDG [0-9]{1,2}"),
        Column("title", TEXT, "short title of the goal"),
        Column("uri", TEXT, "address of the goal in the UN's metadata"),
        Column("colour", TEXT, "the UN's colour for the goal, in hex", pattern="#[0-9A-F]{6}"),
        Column(
            "iati_tag_vocabulary",
            TEXT,
            "the goals' code in IATI's codelist TagVocabulary; sdg_goal is the code of the tag",
            isin=("2",),
        ),
        Column(
            "iati_sector_vocabulary",
            TEXT,
            "the goals' code in IATI's codelist SectorVocabulary; sdg_goal is the code of the sector",
            isin=("7",),
        ),
    ),
)

DIM_URBAN_AGENDA_TOPIC = Table(
    "dim_urban_agenda_topic",
    grain="one thematic partnership of the Urban Agenda for the EU; all 20, stated or not",
    columns=(
        key("topic_code", TEXT, "short code of the topic, e.g. `circular_economy`", isin=TOPIC_CODES),
        Column("topic_name", TEXT, "name of the partnership"),
        Column("launched_year", INTEGER, "year in which the partnership was launched", at_least=2016),
    ),
)

DIM_THEME = Table(
    "dim_theme",
    grain="one cooperation theme to which headings of summaries are mapped",
    columns=(
        key("theme_code", TEXT, "short code of the theme, e.g. `agriculture`", isin=THEME_CODES),
        Column("theme_name", TEXT, "name of the theme"),
        Column("definition", TEXT, "what belongs to the theme"),
    ),
)

DIM_ACTIVITY_TYPE = Table(
    "dim_activity_type",
    grain="one kind of activity",
    columns=(
        key("activity_type", TEXT, "short code of the kind, e.g. `mission`", isin=ACTIVITY_TYPES),
        Column("label", TEXT, "name of the kind"),
        Column("definition", TEXT, "what counts as this kind"),
    ),
)

DIM_PLAN = Table(
    "dim_plan",
    grain="one Urban Cooperation Action Plan (U-CAP): the head of its form",
    columns=(
        key("plan_id", TEXT, "`<lead city_id>-<yyyy-mm of the period's start, or 'undated'>`", pattern=PLAN_ID),
        fk("document_id", DIM_DOCUMENT, "the document that describes the plan"),
        fk("lead_city_id", DIM_CITY, "the city whose plan it is"),
        Column("title", TEXT, "title that the document gives itself", nullable=True),
        Column("period_raw", TEXT, "period of cooperation in the source's words", nullable=True),
        fk("period_start", DIM_DATE, "first day of the period", nullable=True),
        fk(
            "period_end",
            DIM_DATE,
            "last day of what the source names as the period's end; NULL while it is open",
            nullable=True,
        ),
        Column(
            "period_precision", TEXT, "how exactly the source dates the period", nullable=True, isin=DATE_PRECISIONS
        ),
        Column("period_is_open", BOOLEAN, "true where the period has a start and no end"),
        Column(
            "population",
            BIGINT,
            "inhabitants of the lead city as stated; NULL where not stated or withheld (see the plan's issues)",
            nullable=True,
            at_least=LEAST_POPULATION,
            at_most=MOST_POPULATION,
        ),
        Column("population_raw", TEXT, "population in the source's words", nullable=True),
        Column(
            "area_km2",
            DOUBLE,
            "area of the lead city in km² as stated; NULL where not stated or withheld",
            nullable=True,
        ),
        Column("area_raw", TEXT, "area in the source's words", nullable=True),
        Column(
            "lead_province", TEXT, "province of the lead city as stated; NULL where the cell is empty", nullable=True
        ),
        Column("partner_provinces_raw", TEXT, "provinces of the partners in the source's words", nullable=True),
        Column("country_raw", TEXT, "country of the lead city in the source's words", nullable=True),
        Column("partner_countries_raw", TEXT, "countries of the partners in the source's words", nullable=True),
    ),
    unique=(("document_id",),),
    checks=(
        ordered("period_start", "period_end"),
        Rule(
            "an open period has no period_end",
            "NOT (period_is_open AND period_end IS NOT NULL)",
            ("period_is_open", "period_end"),
        ),
        Rule("area_km2 is more than 0", "area_km2 > 0", ("area_km2",)),
    ),
)

# ── Facts and bridges ───────────────────────────────────────────────────────────────────────────────────────────────

OF_PLAN = (
    fk("plan_id", DIM_PLAN, "the plan that the row belongs to"),
    fk("document_id", DIM_DOCUMENT, "the document that the row was read from"),
)
SOURCE_PAGE = Column(
    "source_page",
    INTEGER,
    "page of the document, counted from 1, on which source_start stands; NULL where the file has or tells no pages",
    nullable=True,
    at_least=1,
)
SOURCE_LINE = Column(
    "source_line",
    INTEGER,
    "line of the document's text, counted from 1, on which source_start stands",
    at_least=1,
)
SOURCE_SENTENCE = Column(
    "source_sentence",
    TEXT,
    "the sentence of the source that holds it, as one line without markup; all of them where it is longer than one",
)
SOURCE_SPAN = (
    Column(
        "source_start",
        INTEGER,
        "where the row was read: first code point in dim_document.text, counted from 0",
        at_least=0,
    ),
    Column(
        "source_end",
        INTEGER,
        "where the row was read: code point after the last; a row that a page break cut spans all pieces",
    ),
    SOURCE_PAGE,
    SOURCE_LINE,
    SOURCE_SENTENCE,
)
# What a place in a document tells besides its offsets; no record has it, as it follows from the text.
SURROUNDINGS = (SOURCE_PAGE.name, SOURCE_LINE.name, SOURCE_SENTENCE.name)
SPAN_IS_FORWARD = before("source_start", "source_end")
ONLY_THEMES_ARE_NUMBERED = Rule(
    "theme_sequence is missing in the section related",
    "section <> 'related' OR theme_sequence IS NULL",
    ("section", "theme_sequence"),
)

FACT_PARTNERSHIP = Table(
    "fact_partnership",
    grain="one partner city in the head of a plan's form",
    columns=(
        key("partnership_id", TEXT, "`<plan_id>/<partner city_id>`", pattern=f"{PLAN_ID}/{CITY_ID}"),
        *OF_PLAN,
        fk("lead_city_id", DIM_CITY, "the city whose plan it is"),
        fk("partner_city_id", DIM_CITY, "the partner city"),
        Column("position", INTEGER, "place of the partner in the head's list, counted from 1", at_least=1),
        Column(
            "city_pair_id",
            TEXT,
            "both city_ids in alphabetical order, joined by `|`: the same from either side",
            pattern=f"{CITY_ID}[|]{CITY_ID}",
        ),
        Column(
            "activity_count", INTEGER, "activities of this plan, sub-items included, that name the partner", at_least=0
        ),
        Column("result_count", INTEGER, "expected results of this plan that name the partner", at_least=0),
        Column(
            "has_signed_agreement",
            BOOLEAN,
            "true where an activity or result tells of an agreement signed with the partner",
        ),
        Column(
            "has_expected_agreement",
            BOOLEAN,
            "true where one tells of an agreement with the partner that is still to come",
        ),
        *SOURCE_SPAN,
    ),
    unique=(("plan_id", "partner_city_id"),),
    checks=(SPAN_IS_FORWARD,),
)

FACT_THEME = Table(
    "fact_theme",
    grain="one cooperation theme of a plan",
    columns=(
        key("plan_theme_id", TEXT, "`<plan_id>/t<sequence>`", pattern=f"{PLAN_ID}/t[1-9][0-9]*"),
        *OF_PLAN,
        Column("sequence", INTEGER, "place of the theme in the plan, counted from 1", at_least=1),
        fk(
            "theme_code",
            DIM_THEME,
            "the theme that the heading is mapped to; `other` where the vocabulary doesn't know it",
        ),
        Column("heading", TEXT, "heading of the theme in the source's words", nullable=True),
        Column("description", TEXT, "what the source says under the heading", nullable=True),
        *SOURCE_SPAN,
    ),
    unique=(("plan_id", "sequence"),),
    checks=(SPAN_IS_FORWARD,),
)

FACT_SDG_TAG = Table(
    "fact_sdg_tag",
    grain="one Sustainable Development Goal that a plan states in a section, once for each theme stating it",
    columns=(
        key("sdg_tag_id", TEXT, "`<plan_id>/sdg/related/11`, or `<plan_id>/sdg/t1/11` for the first theme"),
        *OF_PLAN,
        fk("sdg_goal", DIM_SDG, "the goal; a target such as 11.2 counts for its goal"),
        Column(
            "section",
            TEXT,
            "section of the form that states it: related SDGs, or the cooperation themes",
            isin=TAG_SECTIONS,
        ),
        Column(
            "theme_sequence",
            INTEGER,
            "sequence of the theme that states it; NULL in the section `related`",
            nullable=True,
            at_least=1,
        ),
        Column("raw_text", TEXT, "the tag in the source's words"),
        Column("is_misspelt", BOOLEAN, "true where the source writes `SGD`"),
        *SOURCE_SPAN,
    ),
    unique=(("plan_id", "section", "theme_sequence", "sdg_goal"),),
    checks=(SPAN_IS_FORWARD, ONLY_THEMES_ARE_NUMBERED),
    further_references=(Reference(("plan_id", "theme_sequence"), FACT_THEME, ("plan_id", "sequence")),),
)

FACT_URBAN_AGENDA_TAG = Table(
    "fact_urban_agenda_tag",
    grain="one topic of the Urban Agenda for the EU that a plan states in a section, once for each theme stating it",
    columns=(
        key(
            "urban_agenda_tag_id",
            TEXT,
            "`<plan_id>/topic/related/<topic_code>`, or `<plan_id>/topic/t1/<topic_code>` for the first theme",
        ),
        *OF_PLAN,
        fk("topic_code", DIM_URBAN_AGENDA_TOPIC, "the topic"),
        Column(
            "section",
            TEXT,
            "section of the form that states it: related topics, or the cooperation themes",
            isin=TAG_SECTIONS,
        ),
        Column(
            "theme_sequence",
            INTEGER,
            "sequence of the theme that states it; NULL in the section `related`",
            nullable=True,
            at_least=1,
        ),
        Column("raw_text", TEXT, "the tag in the source's words"),
        *SOURCE_SPAN,
    ),
    unique=(("plan_id", "section", "theme_sequence", "topic_code"),),
    checks=(SPAN_IS_FORWARD, ONLY_THEMES_ARE_NUMBERED),
    further_references=(Reference(("plan_id", "theme_sequence"), FACT_THEME, ("plan_id", "sequence")),),
)

FACT_STATEMENT = Table(
    "fact_statement",
    grain="one paragraph of a plan's focus, challenges or objectives",
    columns=(
        key("statement_id", TEXT, "`<plan_id>/<section>/<sequence>`"),
        *OF_PLAN,
        Column("section", TEXT, "section of the form", isin=STATEMENT_SECTIONS),
        Column("sequence", INTEGER, "place of the paragraph in its section, counted from 1", at_least=1),
        Column("heading", TEXT, "heading of the paragraph in the source's words", nullable=True),
        Column("text", TEXT, "the paragraph in the source's words"),
        *SOURCE_SPAN,
    ),
    unique=(("plan_id", "section", "sequence"),),
    checks=(SPAN_IS_FORWARD,),
)

FACT_ACTIVITY = Table(
    "fact_activity",
    grain="one activity of a plan, top level or sub-item",
    columns=(
        key(
            "activity_id",
            TEXT,
            "`<plan_id>/a<sequence>`: stable as long as the plan lists its activities in this order",
        ),
        *OF_PLAN,
        Column(
            "sequence", TEXT, "place in the plan's list: `2`, and `2.1` for its first sub-item", pattern=ITEM_SEQUENCE
        ),
        Column(
            "parent_activity_id",
            TEXT,
            "the activity that this is a sub-item of; NULL at top level",
            nullable=True,
        ),
        Column(
            "date_raw", TEXT, "date label in the source's words; NULL where the item has none of its own", nullable=True
        ),
        fk("start_date", DIM_DATE, "first day of what the source names", nullable=True),
        fk("end_date", DIM_DATE, "last day of what the source names", nullable=True),
        Column("date_precision", TEXT, "how exactly the source dates it", nullable=True, isin=DATE_PRECISIONS),
        Column("date_is_inherited", BOOLEAN, "true for a sub-item without a date of its own: it has its parent's"),
        fk("activity_type", DIM_ACTIVITY_TYPE, "kind of activity, by the rules of the vocabulary"),
        Column("is_online", BOOLEAN, "true where the source says that it took place online"),
        Column("description", TEXT, "the activity in the source's words, without its date label"),
        *SOURCE_SPAN,
    ),
    unique=(("plan_id", "sequence"),),
    checks=(
        SPAN_IS_FORWARD,
        ordered("start_date", "end_date"),
        together("start_date", "date_precision"),
    ),
    parent_key=("parent_activity_id",),
)

FACT_RESULT = Table(
    "fact_result",
    grain="one expected result of a plan",
    columns=(
        key("result_id", TEXT, "`<plan_id>/r<sequence>`", pattern=f"{PLAN_ID}/r[1-9][0-9]*"),
        *OF_PLAN,
        Column("sequence", INTEGER, "place of the result in the plan, counted from 1", at_least=1),
        Column("description", TEXT, "the result in the source's words"),
        *SOURCE_SPAN,
    ),
    unique=(("plan_id", "sequence"),),
    checks=(SPAN_IS_FORWARD,),
)

IS_LEAD = Column("is_lead", BOOLEAN, "true where the city is the plan's lead city")
IS_PARTNER = Column("is_partner", BOOLEAN, "true where the city is one of the plan's partner cities")
HAS_SIGNED_AGREEMENT = Column(
    "has_signed_agreement", BOOLEAN, "true where the text tells of an agreement signed with the city, or by it"
)
HAS_EXPECTED_AGREEMENT = Column(
    "has_expected_agreement", BOOLEAN, "true where the text tells of an agreement with the city that is still to come"
)

BRIDGE_ACTIVITY_CITY = Table(
    "bridge_activity_city",
    grain="one city named in one activity",
    columns=(
        fk("activity_id", FACT_ACTIVITY, "the activity", is_key=True),
        fk("city_id", DIM_CITY, "a city that its text names", is_key=True),
        *OF_PLAN,
        IS_LEAD,
        IS_PARTNER,
        HAS_SIGNED_AGREEMENT,
        HAS_EXPECTED_AGREEMENT,
    ),
)

BRIDGE_RESULT_CITY = Table(
    "bridge_result_city",
    grain="one city named in one expected result",
    columns=(
        fk("result_id", FACT_RESULT, "the expected result", is_key=True),
        fk("city_id", DIM_CITY, "a city that its text names", is_key=True),
        *OF_PLAN,
        IS_LEAD,
        IS_PARTNER,
        HAS_SIGNED_AGREEMENT,
        HAS_EXPECTED_AGREEMENT,
    ),
)

# ── Audit ───────────────────────────────────────────────────────────────────────────────────────────────────────────

EVIDENCE = Table(
    "evidence",
    schema="audit",
    grain="one value of dim_plan and where it was read",
    columns=(
        key("table_name", TEXT, "the table that holds the value", isin=("dim_plan",)),
        fk("row_id", DIM_PLAN, "key of the row that holds the value", is_key=True),
        key("column_name", TEXT, "the column that holds the value", isin=DIM_PLAN.column_names),
        fk("document_id", DIM_DOCUMENT, "the document that the value was read from"),
        Column("raw_text", TEXT, "the value in the source's words"),
        *SOURCE_SPAN,
    ),
    checks=(SPAN_IS_FORWARD,),
)

ISSUE_CODE = Table(
    "issue_code",
    schema="audit",
    grain="one kind of finding",
    columns=(
        key("code", TEXT, "short code of the finding", isin=ISSUE_CODES),
        Column(
            "severity",
            TEXT,
            "`error`: a value is withheld; `warning`: look at it; `info`: good to know",
            isin=SEVERITIES,
        ),
        Column("meaning", TEXT, "when it is raised, and what happens to the value"),
    ),
)

QUALITY_ISSUE = Table(
    "quality_issue",
    schema="audit",
    grain="one finding about one document, loaded or quarantined",
    columns=(
        key("issue_id", TEXT, "`<document_id>/<n>`, in the order of the source", pattern=f"{DOCUMENT_ID}/[1-9][0-9]*"),
        Column(
            "document_id",
            TEXT,
            "the document; only loaded ones are in dim_document, all are in audit.arrival",
            pattern=DOCUMENT_ID,
        ),
        fk("plan_id", DIM_PLAN, "the plan; NULL where the document isn't loaded", nullable=True),
        Column("table_name", TEXT, "the table that the finding is about", nullable=True),
        Column("row_id", TEXT, "key of the row that the finding is about", nullable=True),
        Column("column_name", TEXT, "the column that the finding is about", nullable=True),
        fk("code", ISSUE_CODE, "kind of finding"),
        Column(
            "severity",
            TEXT,
            "`error`: a value is withheld; `warning`: look at it; `info`: good to know",
            isin=SEVERITIES,
        ),
        Column("message", TEXT, "the finding as a sentence for a person"),
        Column("raw_text", TEXT, "the source's words that it is about", nullable=True),
        Column(
            "source_start",
            INTEGER,
            "first code point of these words in the document's text, counted from 0",
            nullable=True,
            at_least=0,
        ),
        Column("source_end", INTEGER, "code point after the last of these words", nullable=True),
        SOURCE_PAGE,
        replace(
            SOURCE_LINE,
            description="line of the document's text, counted from 1; NULL where the finding has no place",
            nullable=True,
        ),
    ),
    checks=(
        ordered("source_start", "source_end"),
        together("source_start", "source_end"),
        together("source_start", "source_line"),
    ),
)

ARRIVAL = Table(
    "arrival",
    schema="audit",
    grain="one content of one file seen in the raw folder, now or at an earlier load",
    columns=(
        key("arrival_id", TEXT, "`<file_name>@<document_id>`; `@unread` where the file couldn't be taken in"),
        Column(
            "file_name",
            TEXT,
            "path of the file, relative to the raw folder; bytes that are no text are shown as `\\xE9`",
        ),
        Column(
            "sha256",
            TEXT,
            "SHA-256 of the file's bytes; NULL where it couldn't be taken in",
            nullable=True,
            pattern=SHA256,
        ),
        Column(
            "document_id",
            TEXT,
            "the document; NULL where the file couldn't be taken in",
            nullable=True,
            pattern=DOCUMENT_ID,
        ),
        Column(
            "status",
            TEXT,
            "`loaded`; `duplicate` of a loaded file or plan; `quarantined` because it can't be trusted; "
            "`superseded` by a newer content of the same file; `removed` from the folder since",
            isin=CURRENT_STATUSES + PAST_STATUSES,
        ),
        Column("reason", TEXT, "why it isn't loaded, in a sentence; NULL where it is", nullable=True),
        Column("is_current", BOOLEAN, "true for the files that are in the folder: one row for each of them"),
        Column("first_seen_at", TIMESTAMP, "when this content was first seen under this name (UTC)"),
        Column(
            "arrived_at",
            TIMESTAMP,
            "when this content last came into the folder, under any name (UTC): later than first seen where it had been "
            "gone; of two files that describe one plan the later to arrive is loaded",
        ),
    ),
    checks=(
        together("sha256", "document_id"),
        Rule(
            "reason is stated unless the file is loaded", "(status = 'loaded') = (reason IS NULL)", ("status", "reason")
        ),
        Rule(
            "is_current goes with status",
            f"is_current = (status IN ({', '.join(repr(status) for status in CURRENT_STATUSES)}))",
            ("is_current", "status"),
        ),
    ),
)

LOAD_RUN = Table(
    "load_run",
    schema="audit",
    grain="one refresh of the warehouse that was published",
    columns=(
        key("run_id", TEXT, "identifier of the refresh, the same as in Dagster"),
        Column("started_at", TIMESTAMP, "when the refresh began (UTC)"),
        Column("finished_at", TIMESTAMP, "when its tables were complete and checked; the swap follows (UTC)"),
        Column("code_version", TEXT, "version of the code that made the tables"),
        Column(
            "documents_seen",
            INTEGER,
            "files in the raw folder: loaded, duplicate and quarantined ones together",
            at_least=0,
        ),
        Column("documents_loaded", INTEGER, "files that were loaded", at_least=0),
        Column("documents_duplicate", INTEGER, "files that say what a loaded one says", at_least=0),
        Column(
            "documents_quarantined", INTEGER, "files that were set aside, with a reason in audit.arrival", at_least=0
        ),
        Column("rows_loaded", BIGINT, "rows of the dimensions, facts and bridges", at_least=0),
    ),
    checks=(
        ordered("started_at", "finished_at"),
        Rule(
            "seen = loaded + duplicate + quarantined",
            "documents_seen = documents_loaded + documents_duplicate + documents_quarantined",
            ("documents_seen", "documents_loaded", "documents_duplicate", "documents_quarantined"),
        ),
    ),
)

# ── The file itself ─────────────────────────────────────────────────────────────────────────────────────────────────

META = Table(
    "meta",
    grain="one property of this file: its versions, how much it holds, under which terms",
    columns=(
        key("name", TEXT, "what is told, e.g. `schema_version`, `built_at`, `rows.dim_city`, `source.geonames`"),
        Column("value", TEXT, "the property as text; numbers in digits, times in ISO 8601"),
        Column("description", TEXT, "what the property means"),
    ),
)

DIMENSIONS = (
    DIM_DOCUMENT,
    DIM_COUNTRY,
    DIM_CITY,
    DIM_DATE,
    DIM_SDG,
    DIM_URBAN_AGENDA_TOPIC,
    DIM_THEME,
    DIM_ACTIVITY_TYPE,
    DIM_PLAN,
)
FACTS = (FACT_PARTNERSHIP, FACT_THEME, FACT_SDG_TAG, FACT_URBAN_AGENDA_TAG, FACT_STATEMENT, FACT_ACTIVITY, FACT_RESULT)
BRIDGES = (BRIDGE_ACTIVITY_CITY, BRIDGE_RESULT_CITY)
AUDIT = (EVIDENCE, ISSUE_CODE, QUALITY_ISSUE, ARRIVAL, LOAD_RUN)

STAR: tuple[Table, ...] = (*DIMENSIONS, *FACTS, *BRIDGES)
WAREHOUSE: tuple[Table, ...] = (*STAR, *AUDIT, META)

# ── History: the plans as earlier documents described them ──────────────────────────────────────────────────────────

ENDINGS = ("superseded", "withdrawn")
CHANGES = ("added", "removed", "changed")

PLAN_VERSION = Table(
    "plan_version",
    schema="history",
    grain="one version of one plan, current or past: a time during which one document described it",
    columns=(
        key("plan_id", TEXT, "the plan; in dim_plan as long as one of its versions is current", pattern=PLAN_ID),
        key(
            "version", INTEGER, "which version of the plan it is, counted from 1 in the order of valid_from", at_least=1
        ),
        *as_in(DIM_DOCUMENT, "document_id", "file_name"),
        Column("valid_from", TIMESTAMP, "when the refresh began that loaded it: audit.load_run.started_at (UTC)"),
        Column(
            "valid_to",
            TIMESTAMP,
            "when the refresh began that no longer loaded it (UTC); NULL for the current version",
            nullable=True,
        ),
        Column(
            "ended_as",
            TEXT,
            "`superseded` by another version of the plan, or `withdrawn`: no document described the plan any more; "
            "NULL for the current version",
            nullable=True,
            isin=ENDINGS,
        ),
    ),
    checks=(before("valid_from", "valid_to"), together("valid_to", "ended_as")),
)

_OF_VERSION = Reference(("plan_id", "version"), PLAN_VERSION, PLAN_VERSION.key)
# dim_document has a `version` of its own, that of the file.
_RENAMED = {(DIM_DOCUMENT, "version"): "file_version"}


def _past(table: Table, past: Mapping[Table, Table]) -> Table:
    """The rows that a table had, with the version of the plan that they belong to; `past` are the tables before it."""
    own = [
        replace(column, name=_RENAMED.get((table, column.name), column.name))
        for column in as_in(table, *(name for name in table.column_names if name != "plan_id"), key=table.key)
    ]
    return Table(
        table.name,
        schema="history",
        grain=f"{table.grain}; as it was in a version of a plan that has been superseded or withdrawn",
        columns=(*as_in(PLAN_VERSION, *PLAN_VERSION.key, key=PLAN_VERSION.key), *own, *_WHEN_VALID),
        unique=tuple(_of_version(columns) for columns in table.unique if "plan_id" in columns),
        checks=table.checks,
        further_references=(_OF_VERSION, *_within_version(table, past)),
        parent_key=_of_version(table.parent_key) if table.parent_key else (),
        mirrors=table,
    )


_WHEN_VALID = (
    replace(PLAN_VERSION.column("valid_from"), description="when this version of the plan was first loaded (UTC)"),
    replace(PLAN_VERSION.column("valid_to"), description="when it was no longer loaded (UTC)", nullable=False),
)


def _of_version(columns: tuple[str, ...]) -> tuple[str, ...]:
    return (*PLAN_VERSION.key, *(name for name in columns if name != "plan_id"))


def _within_version(table: Table, past: Mapping[Table, Table]) -> Iterator[Reference]:
    """What a table refers to, within the same version of the plan."""
    for reference in (each for each in table.references if each.parent in past and each.parent is not DIM_PLAN):
        yield Reference(_of_version(reference.columns), past[reference.parent], _of_version(reference.parent_columns))


PAST: dict[Table, Table] = {}
for _table in (DIM_DOCUMENT, DIM_CITY, DIM_PLAN, *FACTS, *BRIDGES, EVIDENCE, QUALITY_ISSUE):
    PAST[_table] = _past(_table, PAST)

CHANGE = Table(
    "change",
    schema="history",
    grain="one field that differs between two consecutive versions of a plan",
    columns=(
        *as_in(PLAN_VERSION, "plan_id", key=("plan_id",)),
        Column("from_version", INTEGER, "the earlier version", at_least=1),
        key("to_version", INTEGER, "the version that followed it", at_least=2),
        key(
            "table_name",
            TEXT,
            "the table that the field is in",
            isin=tuple(table.name for table in (DIM_PLAN, *FACTS, *BRIDGES)),
        ),
        key(
            "row_id",
            TEXT,
            "key of the row in the later version, or in the earlier one where the row was removed; where several columns "
            "form it, their values joined by `/`",
        ),
        key("column_name", TEXT, "the column that differs"),
        key(
            "change",
            TEXT,
            "`added` or `removed` with its row, or `changed` in a row that both versions have",
            isin=CHANGES,
        ),
        Column("old_value", TEXT, "what the earlier version says, as text; NULL where it says nothing", nullable=True),
        Column("new_value", TEXT, "what the later version says, as text; NULL where it says nothing", nullable=True),
        Column("changed_at", TIMESTAMP, "when the later version was first loaded (UTC)"),
    ),
    checks=(
        Rule(
            "from_version is the one before to_version", "from_version = to_version - 1", ("from_version", "to_version")
        ),
    ),
    further_references=(Reference(("plan_id", "to_version"), PLAN_VERSION, PLAN_VERSION.key),),
)

HISTORY: tuple[Table, ...] = (PLAN_VERSION, *PAST.values(), CHANGE)
# Everything that the published file holds, in the order of loading.
PUBLISHED: tuple[Table, ...] = (*WAREHOUSE, *HISTORY)

# ── Staging: what one document says, before any key of the warehouse is made ────────────────────────────────────────

STAGED_STATUSES = ("candidate", "duplicate", "quarantined")

STG_ARRIVAL = Table(
    "stg_arrival",
    schema="staging",
    grain="one file of the raw folder",
    columns=(
        *as_in(ARRIVAL, "file_name", "sha256", "document_id", key=("file_name",)),
        Column(
            "byte_size",
            BIGINT,
            "size of the file in bytes; NULL where it couldn't be taken in",
            nullable=True,
            at_least=0,
        ),
        Column(
            "status",
            TEXT,
            "`candidate` for loading, `duplicate` of another file's bytes, or `quarantined`",
            isin=STAGED_STATUSES,
        ),
        Column("reason", TEXT, "why it is no candidate, in a sentence", nullable=True),
    ),
    checks=(
        together("sha256", "document_id"),
        Rule(
            "reason is stated unless the file is a candidate",
            "(status = 'candidate') = (reason IS NULL)",
            ("status", "reason"),
        ),
    ),
)

STG_DOCUMENT = Table(
    "stg_document",
    schema="staging",
    grain="one document whose bytes could be read as text",
    columns=as_in(
        DIM_DOCUMENT,
        *("document_id", "file_name", "sha256", "byte_size", "media_type", "encoding", "title", "text"),
        key=("document_id",),
    ),
)

OF_DOCUMENT = fk("document_id", STG_DOCUMENT, "the document that says so")
BY_DOCUMENT = fk("document_id", STG_DOCUMENT, "the document that says so", is_key=True)


def _city(description: str, *, is_key: bool = False) -> Column:
    return Column("city_id", TEXT, description, is_key=is_key, pattern=CITY_ID)


def _within_document(*columns: str, parent: Table) -> Reference:
    return Reference(("document_id", *columns), parent, parent.key)


STG_CITY = Table(
    "stg_city",
    schema="staging",
    grain="one city that a document names",
    columns=(
        BY_DOCUMENT,
        *as_in(
            DIM_CITY,
            *(
                "city_id",
                "city_name",
                "province",
                "province_code",
                "geonames_id",
                "latitude",
                "longitude",
                "in_gazetteer",
            ),
            key=("city_id",),
        ),
        Column("country_code", TEXT, "country in which the city lies; `XX` where it can't be told", isin=COUNTRY_CODES),
    ),
    checks=DIM_CITY.checks,
)

STG_PLAN = Table(
    "stg_plan",
    schema="staging",
    grain="the head of one document's form",
    columns=(
        BY_DOCUMENT,
        *as_in(
            DIM_PLAN,
            *(
                "lead_city_id",
                "title",
                "period_raw",
                "period_start",
                "period_end",
                "period_precision",
                "period_is_open",
            ),
            *("population", "population_raw", "area_km2", "area_raw"),
            *("lead_province", "partner_provinces_raw", "country_raw", "partner_countries_raw"),
        ),
    ),
    checks=DIM_PLAN.checks,
    further_references=(_within_document("lead_city_id", parent=STG_CITY),),
)

STG_PARTNER = Table(
    "stg_partner",
    schema="staging",
    grain="one partner city in the head of a document's form",
    columns=(
        BY_DOCUMENT,
        _city("the partner city", is_key=True),
        *as_in(FACT_PARTNERSHIP, "position"),
        Column("raw_text", TEXT, "the city in the source's words"),
        *SOURCE_SPAN,
    ),
    checks=FACT_PARTNERSHIP.checks,
    further_references=(_within_document("city_id", parent=STG_CITY),),
)

STG_THEME = Table(
    "stg_theme",
    schema="staging",
    grain="one cooperation theme of a document",
    columns=(
        BY_DOCUMENT,
        *as_in(FACT_THEME, "sequence", "theme_code", "heading", "description", key=("sequence",)),
        *SOURCE_SPAN,
    ),
    checks=FACT_THEME.checks,
)

STG_SDG_TAG = Table(
    "stg_sdg_tag",
    schema="staging",
    grain="one Sustainable Development Goal that a section or theme of a document states",
    columns=(
        OF_DOCUMENT,
        *as_in(FACT_SDG_TAG, "sdg_goal", "section", "theme_sequence", "raw_text", "is_misspelt"),
        *SOURCE_SPAN,
    ),
    unique=(("document_id", "section", "theme_sequence", "sdg_goal"),),
    checks=FACT_SDG_TAG.checks,
    further_references=(_within_document("theme_sequence", parent=STG_THEME),),
)

STG_URBAN_AGENDA_TAG = Table(
    "stg_urban_agenda_tag",
    schema="staging",
    grain="one topic of the Urban Agenda that a section or theme of a document states",
    columns=(
        OF_DOCUMENT,
        *as_in(FACT_URBAN_AGENDA_TAG, "topic_code", "section", "theme_sequence", "raw_text"),
        *SOURCE_SPAN,
    ),
    unique=(("document_id", "section", "theme_sequence", "topic_code"),),
    checks=FACT_URBAN_AGENDA_TAG.checks,
    further_references=(_within_document("theme_sequence", parent=STG_THEME),),
)

STG_STATEMENT = Table(
    "stg_statement",
    schema="staging",
    grain="one paragraph of a document's focus, challenges or objectives",
    columns=(
        BY_DOCUMENT,
        *as_in(FACT_STATEMENT, "section", "sequence", "heading", "text", key=("section", "sequence")),
        *SOURCE_SPAN,
    ),
    checks=FACT_STATEMENT.checks,
)

STG_ACTIVITY = Table(
    "stg_activity",
    schema="staging",
    grain="one activity of a document, top level or sub-item",
    columns=(
        BY_DOCUMENT,
        *as_in(FACT_ACTIVITY, "sequence", key=("sequence",)),
        Column(
            "parent_sequence",
            TEXT,
            "sequence of the activity that this is a sub-item of",
            nullable=True,
            pattern=ITEM_SEQUENCE,
        ),
        *as_in(
            FACT_ACTIVITY,
            *("date_raw", "start_date", "end_date", "date_precision", "date_is_inherited"),
            *("activity_type", "is_online", "description"),
        ),
        *SOURCE_SPAN,
    ),
    checks=FACT_ACTIVITY.checks,
    parent_key=("document_id", "parent_sequence"),
)

STG_RESULT = Table(
    "stg_result",
    schema="staging",
    grain="one expected result of a document",
    columns=(BY_DOCUMENT, *as_in(FACT_RESULT, "sequence", "description", key=("sequence",)), *SOURCE_SPAN),
    checks=FACT_RESULT.checks,
)

STG_MENTION = Table(
    "stg_mention",
    schema="staging",
    grain="one city that one activity or expected result of a document names, or means by both sides",
    columns=(
        BY_DOCUMENT,
        key("item_kind", TEXT, "what names the city", isin=("activity", "result")),
        key("item_sequence", TEXT, "sequence of the activity or result", pattern=ITEM_SEQUENCE),
        _city("the city named", is_key=True),
        Column("signed", BOOLEAN, "true where the item tells of an agreement with it that was signed"),
        Column("expected", BOOLEAN, "true where the item tells of an agreement with it that is still to come"),
        Column("named", BOOLEAN, "false where the item tells of the agreement as one of both sides, and names no city"),
    ),
    further_references=(_within_document("city_id", parent=STG_CITY),),
)

STG_EVIDENCE = Table(
    "stg_evidence",
    schema="staging",
    grain="one value of a document's head and where it was read",
    columns=(BY_DOCUMENT, *as_in(EVIDENCE, "column_name", "raw_text", key=("column_name",)), *SOURCE_SPAN),
    checks=EVIDENCE.checks,
)

STG_ISSUE = Table(
    "stg_issue",
    schema="staging",
    grain="one finding about a document",
    columns=(
        OF_DOCUMENT,
        *as_in(QUALITY_ISSUE, "code", "severity", "message", "table_name"),
        Column(
            "row_key", TEXT, "the row within the plan (`a2.1`, `r3`, `t1`); NULL for the plan itself", nullable=True
        ),
        *as_in(QUALITY_ISSUE, "column_name", "raw_text", "source_start", "source_end"),
        *as_in(QUALITY_ISSUE, "source_page", "source_line"),
    ),
    checks=QUALITY_ISSUE.checks,
)

STAGING: tuple[Table, ...] = (
    STG_ARRIVAL,
    STG_DOCUMENT,
    STG_CITY,
    STG_PLAN,
    STG_PARTNER,
    STG_THEME,
    STG_SDG_TAG,
    STG_URBAN_AGENDA_TAG,
    STG_STATEMENT,
    STG_ACTIVITY,
    STG_RESULT,
    STG_MENTION,
    STG_EVIDENCE,
    STG_ISSUE,
)

# ── Kept: what was read from a document, whatever its file is called ────────────────────────────────────────────────

READING = Table(
    "reading",
    schema="kept",
    grain="one document that was read, whether or not it can be loaded",
    columns=(
        *as_in(DIM_DOCUMENT, "document_id", key=("document_id",)),
        Column("reason", TEXT, "why its reader won't have it loaded, in a sentence", nullable=True),
        Column("is_final", BOOLEAN, "false where another try may end otherwise, as with a file that can't be opened"),
    ),
)

BROKEN_RULE = Table(
    "broken_rule",
    schema="kept",
    grain="one rule of a staged table that a document breaks: it may not be loaded",
    columns=(
        *as_in(DIM_DOCUMENT, "document_id"),
        Column("table_name", TEXT, "the staged table"),
        Column("rule", TEXT, "the rule, in words"),
        Column("example", TEXT, "one row that breaks it, in words"),
        Column("row_count", INTEGER, "how many rows break it", at_least=1),
    ),
)

KEPT_DOCUMENT = Table(
    "document",
    schema="kept",
    grain="one document whose bytes could be read as text",
    columns=as_in(
        DIM_DOCUMENT,
        *("document_id", "sha256", "byte_size", "media_type", "encoding", "title", "text"),
        key=("document_id",),
    ),
)

KEPT: tuple[Table, ...] = (READING, BROKEN_RULE, KEPT_DOCUMENT, *STAGING[2:])

MEMORY_OF = Table(
    "memory_of",
    schema="kept",
    grain="the warehouse whose memory it is",
    columns=(key("file_name", TEXT, "where its file lies, relative to the store"),),
)
BLUEPRINT = Table(
    "blueprint",
    schema="kept",
    grain="how the published file was made; the next one copies it where nothing has changed",
    columns=(
        key("statements", TEXT, "digest of the statements that make such a file, and of DuckDB's version"),
        Column("stamp", TEXT, "inode, size and time of change of the file that they made"),
    ),
)
# What a published file remembers of earlier loads; the store has a copy.
REMEMBERED: tuple[Table, ...] = (ARRIVAL, LOAD_RUN, PLAN_VERSION)
