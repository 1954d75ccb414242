"""One document's text → everything it says: the form is read, each section handed to its reader, what they find collected.

Belongs here: who reads what, and what a document must have to be a U-CAP summary at all. It knows no other document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from pipelines.extraction.activities import read_activities
from pipelines.extraction.apart import why_apart, why_halved
from pipelines.extraction.countries import Countries, read_countries, read_provinces
from pipelines.extraction.dates import in_the_order_of
from pipelines.extraction.findings import Finding, is_not_stated, quoted, whole
from pipelines.extraction.head_cities import HeadCities, read_head_cities
from pipelines.extraction.headings import split_heading
from pipelines.extraction.inline_headings import part_at_headings
from pipelines.extraction.mentions import read_mentions
from pipelines.extraction.named_cities import HeadNames, head_names
from pipelines.extraction.period import Period, read_period
from pipelines.extraction.quantities import read_area, read_population
from pipelines.extraction.results import read_results
from pipelines.extraction.sides import part_sides
from pipelines.extraction.statements import read_statements
from pipelines.extraction.tags import Tags, read_related_tags
from pipelines.extraction.themes import read_themes
from pipelines.gazetteer import country_name, with_territories
from pipelines.reading.form import Form
from pipelines.reading.labels import FEWEST_SECTIONS, HEAD, TEXTS, section_names
from pipelines.reading.layout import LINES, RUNNING_TEXT, read_layout
from pipelines.reading.markup import Block
from pipelines.reading.running_labels import has_torn_labels
from pipelines.reading.source import REPLACEMENT
from pipelines.records import (
    ActivityRecord,
    CityRecord,
    EvidenceRecord,
    IssueRecord,
    ItemKind,
    MentionRecord,
    PartnerRecord,
    PlanRecord,
    ResultRecord,
    SdgTagRecord,
    Severity,
    StatementRecord,
    StatementSection,
    Summary,
    ThemeRecord,
    UrbanAgendaTagRecord,
)
from pipelines.sentences import is_broken
from pipelines.spans import EMPTY, Span
from pipelines.vocabulary import rows

_UNDECODABLE = re.compile(f"{REPLACEMENT}+")
_LINE_END = re.compile(r"[\r\n]")
_SENTENCE_BEGINS = re.compile(r"[.!?;][\"”’)]?\s+[\"“‘(]?[^\W\da-z_]")
# Sections whose paragraphs have headings, which part them where running text lost its lines.
_HEADED_SECTIONS = frozenset(("themes", "focus", "challenge", "objective"))
_STATEMENT_SECTIONS: tuple[StatementSection, ...] = ("focus", "challenge", "objective")


def read_summary(text: str) -> Summary:
    """Everything that a document's text says, as records with offsets into it, and every doubt as an issue.

    Never raises on a document. One that is no U-CAP summary, or names no lead city, has a `rejection`, a sentence for a
    person, and no plan; its issues are kept.
    """
    layout, form = read_layout(text)
    part_sides(form)
    with in_the_order_of(text):
        return _SummaryReader(form, text, is_running=layout in (LINES, RUNNING_TEXT)).read()


@dataclass(slots=True)
class _Head:
    """The head of the form as read: what the sections below need to know of it."""

    lead: HeadCities
    partners: HeadCities
    names: HeadNames
    period: Period


@dataclass(slots=True)
class _SummaryReader:
    """Collects what the readers of the sections return."""

    form: Form
    text: str
    is_running: bool
    cities: dict[str, CityRecord] = field(default_factory=dict)
    partners: list[PartnerRecord] = field(default_factory=list)
    themes: list[ThemeRecord] = field(default_factory=list)
    sdg_tags: list[SdgTagRecord] = field(default_factory=list)
    urban_agenda_tags: list[UrbanAgendaTagRecord] = field(default_factory=list)
    statements: list[StatementRecord] = field(default_factory=list)
    activities: list[ActivityRecord] = field(default_factory=list)
    results: list[ResultRecord] = field(default_factory=list)
    mentions: list[MentionRecord] = field(default_factory=list)
    evidence: list[EvidenceRecord] = field(default_factory=list)
    issues: list[IssueRecord] = field(default_factory=list)

    def read(self) -> Summary:
        if (
            rejection := _why_no_summary(self.form)
            or why_halved(self.form)
            or (self.is_running and why_apart(self.form, is_torn=has_torn_labels(self.text)))
        ):
            return self._summary(rejection, None)
        head = self._read_head()
        self._report_form()
        if not head.lead.cities:
            return self._summary(f"The form names no lead city (row “{section_names()['city']}”).", None)
        plan = self._read_plan(head)
        self._read_themes()
        self._read_related_tags()
        self._read_statements()
        self._read_activities(head)
        self._read_results(head)
        return self._summary(None, plan)

    def _read_head(self) -> _Head:
        """Cities by the countries and provinces of their columns; the period, which the activities are compared with."""
        lead_countries = self._read_countries("lead", "country_raw")
        partner_countries = self._read_countries("partner", "partner_countries_raw")
        lead = self._read_cities("lead", lead_countries, "lead_city_id")
        of_partners = partner_countries if partner_countries.codes else lead_countries
        partners = self._read_cities("partner", of_partners, "partner_city_id")
        if not partners.cities and len(lead.cities) > 1:  # a form whose columns were lost: the first city leads
            partners.cities = lead.cities[1:]
            lead.cities = lead.cities[:1]
        if partner_countries.codes:
            self._report_countries_without_city(lead_countries, lead, "country_raw")
            self._report_countries_without_city(partner_countries, partners, "partner_countries_raw")
        else:  # one cell for both sides
            self._report_countries_without_city(
                lead_countries, HeadCities(lead.cities + partners.cities), "country_raw"
            )
        names = head_names(lead.cities[:1], partners.cities, lead_countries.codes | partner_countries.codes)
        return _Head(lead, partners, names, read_period(self._cell("period", "lead")))

    def _read_countries(self, side: Literal["lead", "partner"], column: str) -> Countries:
        countries = read_countries(self._cell("country", side), column)
        self._report(countries.findings)
        return countries

    def _read_cities(self, side: Literal["lead", "partner"], countries: Countries, column: str) -> HeadCities:
        province_column = "lead_province" if side == "lead" else "partner_provinces_raw"
        provinces = read_provinces(self._cell("province", side), province_column)
        found = read_head_cities(self._blocks("city", side), countries.codes, provinces.codes, column)
        self._report(provinces.findings)
        self._report(found.findings)
        self._report_unread(found.unread)
        for city, _ in found.cities:
            self.cities.setdefault(city.city_id, city)
        return found

    def _report_countries_without_city(self, countries: Countries, cities: HeadCities, column: str) -> None:
        inhabited = {city.country_code for city, _ in cities.cities}
        for code, span in countries.named:
            if not inhabited & with_territories(frozenset((code,))):
                message = f"{quoted(span.text)}: no city of this column lies in {country_name(code)}."
                self._report([Finding("country_without_city", message, span, column=column)])

    def _read_plan(self, head: _Head) -> PlanRecord:
        lead, *others = head.lead.cities
        if others:
            named = ", ".join(city.city.city_name for city in others)
            message = f"The lead column names several cities; {lead.city.city_name} is taken as the lead, not {named}."
            self._report([Finding("several_lead_cities", message, others[0].span, column="lead_city_id")])
        self.partners = [
            PartnerRecord(position, city.city_id, span.text, span.start, span.end)
            for position, (city, span) in enumerate(head.partners.cities, start=1)
        ]
        population = read_population(self._cell("population", "lead"))
        area = read_area(self._cell("area", "lead"), population.value)
        for findings in (population.findings, area.findings, head.period.findings):
            self._report(findings)
        for section in ("population", "area", "period"):
            self._report_partner_figure(section)
        period_cell = self._cell("period", "lead")
        plan = PlanRecord(
            lead_city_id=lead.city.city_id,
            title=self._stated("title", self.form.title or EMPTY),
            period_raw=self._stated("period_raw", period_cell),
            period_start=head.period.start,
            period_end=head.period.end,
            period_precision=head.period.precision,
            period_is_open=head.period.is_open,
            population=population.value,
            population_raw=self._stated("population_raw", population.span),
            area_km2=area.value,
            area_raw=self._stated("area_raw", area.span),
            lead_province=self._named("lead_province", self._cell("province", "lead")),
            partner_provinces_raw=self._stated("partner_provinces_raw", self._cell("province", "partner")),
            country_raw=self._stated("country_raw", self._cell("country", "lead")),
            partner_countries_raw=self._stated("partner_countries_raw", self._cell("country", "partner")),
        )
        self._stated("lead_city_id", lead.span)
        for column, value, span in (
            ("period_start", plan.period_start, period_cell),
            ("period_end", plan.period_end, period_cell),
            ("period_precision", plan.period_precision, period_cell),
            ("population", plan.population, population.span),
            ("area_km2", plan.area_km2, area.span),
        ):
            if value is not None:
                self._stated(column, span)
        return plan

    def _read_themes(self) -> None:
        for theme in read_themes(self._text("themes")):
            record = theme.record
            self.themes.append(record)
            self._add_tags(theme.tags)
            self._report(theme.findings)
            self._report_if_broken(record.description, record, "fact_theme", f"t{record.sequence}", "description")

    def _read_related_tags(self) -> None:
        self._add_tags(read_related_tags(self._text("related_tags")))

    def _add_tags(self, tags: Tags) -> None:
        self.sdg_tags += tags.goals
        self.urban_agenda_tags += tags.topics
        self._report(tags.findings)
        self._report_unread(tags.unread)

    def _read_statements(self) -> None:
        for section in _STATEMENT_SECTIONS:
            for record, _ in read_statements(self._text(section), section):
                self.statements.append(record)
                key = f"{section}/{record.sequence}"
                self._report_if_broken(record.text, record, "fact_statement", key, "text")
                self._report_if_run_together(record, key)

    def _report_if_run_together(self, record: StatementRecord, key: str) -> None:
        """Several sentences of running text may have been several statements: nothing in the text tells."""
        text = self.text[record.source_start : record.source_end]
        if self.is_running and _LINE_END.search(text) is None and _SENTENCE_BEGINS.search(record.text or ""):
            code = "paragraphs_lost"
            message = f"The document is running text without paragraphs: {quoted(record.text or '')} may be several statements."
            self.issues.append(
                IssueRecord(
                    code,
                    _severity(code),
                    message,
                    "fact_statement",
                    key,
                    "text",
                    record.text,
                    record.source_start,
                    record.source_end,
                )
            )

    def _read_activities(self, head: _Head) -> None:
        activities = read_activities(self._text("activities"), head.period)
        self._report(activities.findings)
        for record in activities.records:
            self.activities.append(record)
            self._add_mentions(record.description, "activity", record.sequence, head)
            self._report_if_broken(record.description, record, "fact_activity", f"a{record.sequence}", "description")

    def _read_results(self, head: _Head) -> None:
        results = read_results(self._text("results"))
        self._report(results.findings)
        for record in results.records:
            self.results.append(record)
            self._add_mentions(record.description, "result", str(record.sequence), head)
            self._report_if_broken(record.description, record, "fact_result", f"r{record.sequence}", "description")

    def _add_mentions(self, text: str, kind: ItemKind, sequence: str, head: _Head) -> None:
        mentions, cities = read_mentions(text, kind, sequence, head.names)
        self.mentions += mentions
        for city in cities:
            self.cities.setdefault(city.city_id, city)

    def _blocks(self, section: str, side: Literal["lead", "partner"]) -> list[Block]:
        found = self.form.sections.get(section)
        return [] if found is None else (found.lead if side == "lead" else found.partner)

    def _cell(self, section: str, side: Literal["lead", "partner"]) -> Span:
        return whole(self._blocks(section, side))

    def _text(self, section: str) -> list[Block]:
        found = self.form.sections.get(section)
        if found is None:
            return []
        if section not in _HEADED_SECTIONS:
            return found.blocks
        # a cell whose lines a converter lost: then one heading is not the only one
        is_one_line = len(found.blocks) == 1 and (section == "themes" or bool(split_heading(found.blocks[0])[0]))
        return part_at_headings(found.blocks) if self.is_running or is_one_line else found.blocks

    def _stated(self, column: str, span: Span) -> str | None:
        """The words of a cell, kept as evidence; None where the cell is empty."""
        if not span:
            return None
        self.evidence.append(EvidenceRecord(column, span.text, span.start, span.end))
        return span.text

    def _named(self, column: str, span: Span) -> str | None:
        """The same for a name: `N/A` is none, though its words are kept as evidence."""
        words = self._stated(column, span)
        return None if words is None or is_not_stated(words) else words

    def _report_form(self) -> None:
        for name in (*HEAD, *TEXTS):
            if name not in self.form.sections:
                message = f"The form has no section “{section_names()[name].rstrip('.:')}”."
                self._report([Finding("missing_section", message, EMPTY)])
        for section, span in self.form.repetitions:
            message = (
                f"“{section_names()[section]}” stands twice; {quoted(span.text)} is not the first and is not read."
            )
            self._report([Finding("repeated_section", message, span)])
        self._report_unread(self.form.unread)
        for span in self.form.outside:
            message = f"{quoted(span.text)} stands outside the form and isn't read."
            self._report([Finding("text_outside_form", message, span, table=None)])
        for bytes_lost in _UNDECODABLE.finditer(self.text):
            line = Span.of(self.text, *_line_around(self.text, *bytes_lost.span()))
            message = f"Bytes here mean nothing in the file's encoding: {quoted(line.text.strip())}."
            self._report([Finding("undecodable_text", message, line, table=None)])

    def _report_unread(self, spans: list[Span] | tuple[Span, ...]) -> None:
        for span in spans:
            message = f"No section of the form claims the text {quoted(span.text)}."
            self._report([Finding("unread_text", message, span, table=None)])

    def _report_partner_figure(self, section: str) -> None:
        """A population, size or period in the partner column: the warehouse has no place for it, and says so."""
        cell = self._cell(section, "partner")
        if not is_not_stated(cell.text):
            label = section_names()[section].rstrip(".:")
            message = (
                f"The partner column of “{label}” says {quoted(cell.text)}: the warehouse keeps the lead city's only."
            )
            self._report([Finding("unread_text", message, cell, table=None)])

    def _report_if_broken(
        self,
        text: str | None,
        record: ThemeRecord | StatementRecord | ActivityRecord | ResultRecord,
        table: str,
        row_key: str,
        column: str,
    ) -> None:
        if text and is_broken(text):
            message = f"The text was cut, as by a page break: {quoted(text)}."
            code = "broken_sentence"
            self.issues.append(
                IssueRecord(
                    code, _severity(code), message, table, row_key, column, text, record.source_start, record.source_end
                )
            )

    def _report(self, findings: tuple[Finding, ...] | list[Finding]) -> None:
        for code, message, span, table, row_key, column in findings:
            start, end = (span.start, span.end) if span else (None, None)
            self.issues.append(
                IssueRecord(code, _severity(code), message, table, row_key, column, span.text or None, start, end)
            )

    def _summary(self, rejection: str | None, plan: PlanRecord | None) -> Summary:
        return Summary(
            rejection=rejection,
            plan=plan,
            cities=tuple(self.cities.values()),
            partners=tuple(self.partners),
            themes=tuple(self.themes),
            sdg_tags=tuple(self.sdg_tags),
            urban_agenda_tags=tuple(self.urban_agenda_tags),
            statements=tuple(self.statements),
            activities=tuple(self.activities),
            results=tuple(self.results),
            mentions=tuple(self.mentions),
            evidence=tuple(self.evidence),
            issues=tuple(self.issues),
        )


def _line_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Up to 40 characters at both sides of a place, within its line."""
    begin = max(text.rfind("\n", 0, start) + 1, start - 40)
    stop = text.find("\n", end)
    return begin, min(stop if stop >= 0 else len(text), end + 40)


def _why_no_summary(form: Form) -> str | None:
    """Why a text is no U-CAP summary, in a sentence; None where it is one."""
    total = len(HEAD) + len(TEXTS)
    if form.sections_found >= FEWEST_SECTIONS:
        return None
    if form.sections_found == 0:
        return "This is no U-CAP summary: the form's labels (City, Country, Period of cooperation …) don't stand in it."
    found = ", ".join(section_names()[name] for name in (*HEAD, *TEXTS) if name in form.sections)
    return f"This is no U-CAP summary: of the form's {total} sections only {form.sections_found} stand in it ({found})."


@cache
def _severities() -> dict[str, Severity]:
    known: dict[str, Severity] = {"error": "error", "warning": "warning", "info": "info"}
    return {row["code"]: known[row["severity"]] for row in rows("issue_codes")}


def _severity(code: str) -> Severity:
    return _severities()[code]
