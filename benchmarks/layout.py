"""A plan's facts as a summary's text, in the tab layout and with the habits of the real ones.

A habit is drawn once a document: bold labels or none, lists in HTML or with arrows, `&amp;` or `&`, `4,6mio` or
`241,200`, SDG or SGD, where a page ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from random import Random

from benchmarks.facts import Activity, Plan, Titled
from benchmarks.variation import month_words
from pipelines.gazetteer import country_name
from pipelines.vocabulary import rows

PAGE_BREAK = "\n\n\n"
TITLE = "IUC Urban Cooperation Action Plan (U-CAP) Summary"
PROGRAMME = ("A European Union Programme", "A European Union Programme\n欧盟项目", "A European Union Programme")
AREA_TOO_SMALL = "1,24"  # km², as one of the real summaries has it for millions of people


@dataclass(frozen=True, slots=True)
class Habits:
    """How a document is written."""

    bold: bool  # labels and headings, as one of the converters of the PDFs marks them
    html: bool  # `&amp;`, `<sup>`, a list item in tags of its own
    dates: str  # how a date label is marked, with `{}` for its words
    bullet: str  # before an activity: an arrow, or `{}.` for its number
    sgd: bool
    one_line_tags: bool
    broken_list: bool  # the results go on behind a page break
    programme_footer: bool


def written(plan: Plan, random: Random) -> str:
    """The text of a summary that says what the plan's facts are."""
    return _Writer(plan, random, _habits(random)).text()


def _habits(random: Random) -> Habits:
    return Habits(
        bold=random.random() < 0.5,
        html=random.random() < 0.5,
        dates=random.choice(("{}", "<u>{}</u>", '<a href="#">{}</a>')),
        bullet=random.choice(("→ ", "{}. ", "")),
        sgd=random.random() < 0.5,
        one_line_tags=random.random() < 0.3,
        broken_list=random.random() < 0.5,
        programme_footer=random.random() < 0.3,
    )


@dataclass(frozen=True, slots=True)
class _Writer:
    plan: Plan
    random: Random
    habits: Habits

    def text(self) -> str:
        title = f"## {TITLE}" if self.habits.html else TITLE
        rows_ = [*self._head(), *self._sections()]
        page_ends_behind = self.random.randint(8, 11)
        rows_.insert(page_ends_behind, PAGE_BREAK)
        return "\n".join(["\n", title, "", *rows_, *self._results(), "", *self._footer()]) + "\n"

    # ── The head of the form: a column for the lead, a column for the partners ──────────────────────────────────────

    def _head(self) -> list[str]:
        plan = self.plan
        return [
            self._row("City:", plan.lead.name, ", ".join(city.name for city in plan.partners)),
            self._row("Province, State, Department...:", plan.lead.province or "", self._partner_provinces()),
            self._row("Country:", self._country(plan.lead.country_code), self._partner_countries()),
            self._row("Population:", self._population(), "N/A"),
            self._row(f"Size (km{self._squared()})", f"{self._area()}km {self._squared()}", "N/A"),
            self._row("Period of cooperation", self._period(), ""),
        ]

    def _row(self, label: str, *cells: str) -> str:
        return "\t".join([f"<b>{label}</b>" if self.habits.bold else label, *cells])

    def _partner_provinces(self) -> str:
        """Of the first few partners, or of none."""
        provinces = [city.province for city in self.plan.partners if city.province]
        return ", ".join(dict.fromkeys(provinces[: self.random.randint(0, len(provinces))]))

    def _partner_countries(self) -> str:
        """Each once; now and then with one that no partner lies in, or a comma too many."""
        countries = list(dict.fromkeys(self._country(city.country_code) for city in self.plan.partners))
        if self.random.random() < 0.1 and "China" not in countries:
            countries.append(self.random.choice(("France", "Spain", "Italy")))
        return ", ".join(dict.fromkeys(countries)) + self.random.choice(("", "", ","))

    def _country(self, code: str) -> str:
        return "UK" if code == "GB" else country_name(code)

    def _population(self) -> str:
        people = self.plan.population
        if people < 1_000_000:
            return self.random.choice((f"{people:,}", f"{people:,}".replace(",", ".")))
        millions = f"{people / 1_000_000:.4g}"
        comma = millions.replace(".", ",")
        return self.random.choice((f"{comma}mio", f"{comma}million", f"{millions} million"))

    def _area(self) -> str:
        area = self.plan.area_km2
        if area is None:
            return AREA_TOO_SMALL
        if area < 1_000:
            return self.random.choice((f"{area:.1f}", f"{area:.1f}".replace(".", ",")))
        return self.random.choice((f"{area:,.0f}", f"{area:.0f} "))

    def _squared(self) -> str:
        return "<sup>2</sup>" if self.habits.html else "²"

    def _period(self) -> str:
        first = month_words(self.plan.first)
        if self.plan.last is None:
            return f"{first} (as a follow-up to Wuhan's engagement in previous EU-China urban project World Cities)"
        return f"{first}{self.random.choice((' – ', ' until '))}{month_words(self.plan.last)}"

    # ── The sections: a label and one cell ──────────────────────────────────────────────────────────────────────────

    def _sections(self) -> list[str]:
        plan = self.plan
        return [
            self._section("Cooperation Themes:", self._titled(plan.themes)),
            self._section("Related <u>SDGs</u> and <u>Urban Agenda</u> topics:", self._tags()),
            self._section("Key <u>focus</u> of cooperation themes:", self._titled(plan.focus)),
            self._section("Key <u>challenges</u> of cooperation theme:", self._titled(plan.challenge)),
            self._section(
                "Main <u>objectives</u> of cooperation as described in the U-CAP:", self._titled(plan.objective)
            ),
            self._section(
                "Short description of main <u>activities</u> and key <u>outputs</u> (e.g. pilot projects):",
                self._activities(),
            ),
        ]

    def _section(self, label: str, cell: str) -> str:
        if not self.habits.html:
            return f"{label}\t{cell}\t"
        return f"<p><b>{label}</b></p>\t{cell}" if self.habits.bold else f"<p>{label}</p>\t{cell}"

    def _titled(self, texts: Sequence[Titled]) -> str:
        return _paragraphs([self._under_heading(each) for each in texts])

    def _under_heading(self, titled: Titled) -> str:
        if titled.heading is None:
            return self._words(titled.text)
        heading = self._words(titled.heading)
        return f"{f'<b>{heading}:</b>' if self.habits.bold else f'{heading}:'} {self._words(titled.text)}"

    def _words(self, text: str) -> str:
        return escape(text, quote=False) if self.habits.html else text

    def _tags(self) -> str:
        """Goals with their titles; a topic stands behind a goal, or alone where there are more topics than goals."""
        plan = self.plan
        titles = {int(row["sdg_goal"]): row["title"] for row in rows("sdg_goals")}
        names = {row["topic_code"]: row["topic_name"] for row in rows("urban_agenda_topics")}
        sdg = "SGD " if self.habits.sgd else self.random.choice(("SDG", "SDG "))
        topics = [self.random.choice(("EU UP ", "EU Urban Partnership ")) + names[topic] for topic in plan.topics]
        goals = [f"{sdg}{goal}{self.random.choice((', ', ': ', ' '))}{titles[goal]}" for goal in plan.goals]
        lines = [*goals, *topics]
        return " ".join(lines) if self.habits.one_line_tags else _paragraphs(lines)

    def _activities(self) -> str:
        items = [self._activity(number, activity) for number, activity in enumerate(self.plan.activities, start=1)]
        if not self.habits.html:
            return " ".join(f"<p>{text}</p>{self._open_list(subs)}" for text, subs in items)
        tag = "ol" if self.habits.bullet.startswith("{") else "ul"
        return _list(tag, [f"{text}{_list('ul', subs) if subs else ''}" for text, subs in items])

    def _activity(self, number: int, activity: Activity) -> tuple[str, list[str]]:
        label = self.habits.dates.format(_range_words(activity.first, activity.last))
        text = f"{self.habits.bullet.format(number)}{label}: {self._words(activity.text)}"
        return text, [f"○ {self._words(sub)}" for sub in activity.sub_items]

    def _open_list(self, items: Sequence[str]) -> str:
        return f' <ul style="list-style-type: none"> {" ".join(items)}</ul>' if items else ""

    def _results(self) -> list[str]:
        label = "Expected <u>results</u> and <u>benefits</u>:"
        items = [f"{number}. {self._words(text)}" for number, text in enumerate(self.plan.results, start=1)]
        if not items:
            return [self._section(label, "Currently none.")]
        if not self.habits.broken_list or len(items) == 1:
            return [self._section(label, self._numbered(items))]
        page_ends_behind = self.random.randint(1, len(items) - 1)
        first, second = items[:page_ends_behind], items[page_ends_behind:]
        further = [f"- {item}" for item in second] if self.habits.html else [f"\t{self._numbered(second)}"]
        return [self._section(label, self._numbered(first)), PAGE_BREAK, *further]

    def _numbered(self, items: Sequence[str]) -> str:
        if self.habits.html:
            return _list("ol", items)
        return f'<ol style="list-style-type: none"> {" ".join(items)}'

    def _footer(self) -> list[str]:
        contact = "For further information (including access to the full U-CAP), please contact:"
        if self.habits.html:
            mail = r"[IUC-ASIA\_office@iuc-asia.eu](mailto:IUC-ASIA_office@iuc-asia.eu)"
            lines = [contact.replace("contact:", "**contact:**"), "", mail]
        else:
            lines = [contact, "IUC-ASIA_office@iuc-asia.eu"]
        return [*lines, *(f"{PAGE_BREAK}\n{page}" for page in PROGRAMME if self.habits.programme_footer)]


def _paragraphs(texts: Sequence[str]) -> str:
    """A text alone stands without tags."""
    return texts[0] if len(texts) == 1 else " ".join(f"<p>{text}</p>" for text in texts)


def _list(tag: str, items: Sequence[str]) -> str:
    return f'<{tag} style="list-style-type: none"> {" ".join(f"<li>{item}</li>" for item in items)} </{tag}>'


def _range_words(first: int, last: int) -> str:
    """`July 2018`, `July – December 2019`, `November 2019 – April 2020`."""
    if first == last:
        return month_words(first)
    begin = month_words(first)
    return f"{begin.split()[0] if first // 12 == last // 12 else begin} – {month_words(last)}"
