"""Whole documents: the five summaries with the facts checked by hand, summaries of other cities written as the programme
writes them, and what must hold for any document, however damaged."""

# ruff: noqa: E501 (a case is a line)
from __future__ import annotations

import html
import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.extraction.findings import is_not_stated
from pipelines.reading.form import read_form
from pipelines.reading.source import Source, decode
from pipelines.reading.tab_rows import tab_rows
from pipelines.records import ActivityRecord, ResultRecord, Summary
from pipelines.summary import read_summary
from pipelines.vocabulary import rows
from tests.forms import form

PROJECT = Path(__file__).parent.parent
Facts = dict[str, Any]


def text_of(path: Path) -> str:
    source = decode(path.read_bytes())
    assert isinstance(source, Source)
    return source.text


RAW = {path.name: text_of(path) for path in sorted((PROJECT / "raw").glob("*.txt"))}
GOLDEN = [
    yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((PROJECT / "tests/golden").glob("*.yaml"))
]


def facts(summary: Summary) -> Facts:
    """What a summary says, without the places where it says it."""
    plan = summary.plan
    cities: dict[tuple[str, str], list[str]] = {}
    for mention in summary.mentions:
        cities.setdefault((mention.item_kind, mention.item_sequence), []).append(mention.city_id)

    def named(item: ActivityRecord | ResultRecord) -> list[str]:
        kind = "activity" if isinstance(item, ActivityRecord) else "result"
        return sorted(cities.get((kind, str(item.sequence)), []))

    return {
        "rejection": summary.rejection,
        "lead": plan and plan.lead_city_id,
        "province": plan and plan.lead_province,
        "period": plan and (str(plan.period_start), str(plan.period_end), plan.period_precision, plan.period_is_open),
        "population": plan and plan.population,
        "area": plan and plan.area_km2,
        "partners": [partner.city_id for partner in summary.partners],
        "themes": [(theme.theme_code, theme.heading, theme.description) for theme in summary.themes],
        "goals": sorted((tag.section, tag.theme_sequence or 0, tag.sdg_goal) for tag in summary.sdg_tags),
        "topics": sorted((tag.section, tag.theme_sequence or 0, tag.topic_code) for tag in summary.urban_agenda_tags),
        "statements": [(statement.section, statement.heading, statement.text) for statement in summary.statements],
        "activities": [
            (
                item.sequence, item.parent_sequence, item.date_raw, str(item.start_date), str(item.end_date), item.date_precision,
                item.date_is_inherited, item.description, named(item),
            )
            for item in summary.activities
        ],
        "results": [(item.sequence, item.description, named(item)) for item in summary.results],
        "doubts": sorted({issue.code for issue in summary.issues if issue.severity != "info"}),
        "notes": sorted({issue.code for issue in summary.issues if issue.severity == "info"}),
    }  # fmt: skip


# --- The five summaries ---------------------------------------------------------------------------------------------


def checked_by_hand(golden: Facts) -> Facts:
    """The facts of a golden file in the same form."""
    plan, period = golden["plan"], golden["plan"]["period"]
    activities = []
    for item in golden["activities"]:
        when = (str(item["start"]), str(item["end"]), item["precision"])
        activities.append((item["seq"], None, item["date_raw"], *when, False, item["text"], sorted(item["cities"])))
        activities += [
            (child["seq"], item["seq"], None, *when, True, child["text"], sorted(child["cities"]))
            for child in item.get("children", [])
        ]
    return {
        "rejection": None,
        "lead": plan["lead_city"]["city_id"],
        "province": plan["lead_city"]["province"],
        "period": (str(period["start"]), str(period["end"]), period["precision"], period["is_open"]),
        "population": plan["population"],
        "area": plan["area_km2"],
        "partners": [partner["city_id"] for partner in golden["partners"]],
        "themes": [(theme["theme_code"], theme["heading"], theme["description"]) for theme in golden["themes"]],
        "goals": sorted((tag["section"], tag.get("theme_sequence", 0), tag["goal"]) for tag in golden["sdg_tags"]),
        "topics": sorted(
            (tag["section"], tag.get("theme_sequence", 0), tag["topic_code"]) for tag in golden["urban_agenda_tags"]
        ),
        "statements": [
            (statement["section"], statement["heading"], statement["text"]) for statement in golden["statements"]
        ],
        "activities": activities,
    }


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden["plan"]["plan_id"])
@pytest.mark.parametrize(
    "field",
    [
        "rejection",
        "lead",
        "province",
        "period",
        "population",
        "area",
        "partners",
        "themes",
        "goals",
        "topics",
        "statements",
        "activities",
    ],
)
def test_facts_checked_by_hand(golden: Facts, field: str) -> None:
    assert facts(read_summary(RAW[golden["file"]]))[field] == checked_by_hand(golden)[field]


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden["plan"]["plan_id"])
def test_results_checked_by_hand(golden: Facts) -> None:
    found = facts(read_summary(RAW[golden["file"]]))["results"]
    assert [(sequence, text) for sequence, text, _ in found] == [
        (item["seq"], item["text"]) for item in golden["results"]
    ]
    for (_, text, cities), item in zip(found, golden["results"], strict=True):
        optional = set(item.get("cities_optional", []))
        assert set(cities) - optional == set(item["cities"]) - optional, text


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden["plan"]["plan_id"])
def test_issues_checked_by_hand(golden: Facts) -> None:
    found = facts(read_summary(RAW[golden["file"]]))
    assert set(golden["issues"]) <= {*found["doubts"], *found["notes"]}, "an issue that must be there is not"
    assert set(found["doubts"]) <= set(golden["issues"]), "a warning or an error is a false alarm"


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden["plan"]["plan_id"])
def test_plan_cells_are_kept_as_written(golden: Facts) -> None:
    plan = read_summary(RAW[golden["file"]]).plan
    assert plan is not None
    assert plan.title == "IUC Urban Cooperation Action Plan (U-CAP) Summary"
    assert plan.period_raw == golden["plan"]["period"]["raw"]


# --- Summaries of other cities, written by hand -----------------------------------------------------------------------

MALAGA = form(
    city="Málaga\tHaikou, Yantai and Weinan (observer)",
    province="Andalucía\tHainan, Shandong, Shaanxi",
    country="Spain\tP.R. China",
    population="571.026 (2018)\t–",
    area="395 km<sup>2</sup>\t–",
    period="Q2 2018 – Q4 2019\t",
    themes="<ul> <li><b>Culture &amp; Tourism:</b> museums of both cities (SDG 11)</li> <li><b>Mobility</b> <ul><li>electric buses</li><li>shared bicycles</li></ul></li> </ul>\t",
    related="<p>SDG 11.2 &amp; 13</p> <p>EU Urban Agenda Themes/Topics: Urban Mobility, Culture/Cultural Heritage</p>\t",
    focus="<ul><li>Tourism: joint offers</li><li>Mobility: exchange of data</li></ul>\t",
    challenge="–\t",
    objective="<p>1. Launch a pilot. 2. Share its data.</p>\t",
    activities=(
        "<ul> <li>12-14 September 2018: Mission of the Málaga delegation to Haikou and <ul><li>visit to the port</li>"
        "<li>signing of a Letter of Intent with Haikou</li></ul></li> <li>Q1 2019: Online workshop on mobility with Yantai</li> </ul>\n\n\n\n2\n\n\n"
        "\t<ul> <li>5–7 May 2019: Weinan delegates visit Málaga and Granada</li> <li>Follow-up calls</li> </ul>"
    ),
    results="• A cultural route of Málaga and Haikou • Possible MoU with Weinan\t",
)  # fmt: skip
PRAGUE = form(
    city="Prague\tChongqing",
    province="–\tN/A",
    country="Czech Republic\tChina",
    population="1,3 mio.\tN/A",
    area="496 km2\tN/A",
    period="since April 2018\t–",
    themes="<p><b>Smart City – Mobility:</b> autonomous trams</p> <p><b>Blue sky:</b> clean air</p>\t",
    related="Sustainable Cities and Communities; Climate Action (SGD 13)\t",
    focus="Trams, and\t",
    challenge="N/A\t",
    objective="Compare data.\t",
    activities="<p>→ Spring 2019: Visit to Chongqing</p> <p>→ 31 June 2019: Visit to Prague</p> <p>→</p>\t",
    results="None at present.\t",
)
LIUZHOU = form(
    city="Liuzhou City\tAAK, Great Manchester, Nice",
    province="Guangxi\tAttica, England, France",
    country="China\tGreece, UK, France, Germany",
    population="4 million (2018)\tN/A",
    area="18.600 km²\tN/A",
    period="January 2018 until December 2019\t",
    themes="<p>Industry 4.0 → joint standards</p> <p>Circular Economy: <br> waste of car makers</p>\t",
    related="SDG 9, SDG 12; EU UP Circular Economy; EU UP Space Travel\t",
    focus="<p><b>Industry:</b></p>\n\n\n\t<p>joint standards of car makers in Liuzhou and Greater Manchester.</p>\t",
    challenge="<p>Standards differ.</p><p>So do laws.</p>\t",
    objective="Launch a joint laboratory.\t",
    activities=(
        "<p>1. March 2018: Kick-off in Brussels</p> <p>2. May 2018: Mission to Manchester, Nice and AAK:</p> "
        "<p>2.1. Nice and Liuzhou sign a letter of intent</p> <p>2.2. nice talks in Barnsley</p> <p>3. June 2017: Preparation</p>\t"
    ),
    results="<ol><li>1. A laboratory in Liuzhou</li></ol>\t\n\n\n\n- 2. An agreement with Manchester\n- 3. Guided tours in Nice\n",
)  # fmt: skip
HAND_WRITTEN = {"Málaga": MALAGA, "Prague": PRAGUE, "Liuzhou": LIUZHOU, "Mannheim": form()}


def test_malaga() -> None:
    """A European lead: quarters and days, a list cut by a page break, nested bullets, dashes for “none”."""
    assert facts(read_summary(MALAGA)) == {
        "rejection": None,
        "lead": "es-malaga",
        "province": "Andalucía",
        "period": ("2018-04-01", "2019-12-31", "quarter", False),
        "population": 571_026,
        "area": 395.0,
        "partners": ["cn-haikou", "cn-yantai", "cn-weinan"],
        "themes": [
            ("culture_tourism_education", "Culture & Tourism", "museums of both cities (SDG 11)"),
            ("smart_city_digital", "Mobility", "electric buses shared bicycles"),
        ],
        "goals": [("related", 0, 11), ("related", 0, 13), ("themes", 1, 11)],
        "topics": [("related", 0, "culture_heritage"), ("related", 0, "urban_mobility")],
        "statements": [
            ("focus", "Tourism", "joint offers"),
            ("focus", "Mobility", "exchange of data"),
            ("objective", None, "Launch a pilot."),
            ("objective", None, "Share its data."),
        ],
        "activities": [
            ("1", None, "12-14 September 2018", "2018-09-12", "2018-09-14", "day", False, "Mission of the Málaga delegation to Haikou and", ["cn-haikou", "es-malaga"]),
            ("1.1", "1", None, "2018-09-12", "2018-09-14", "day", True, "visit to the port", []),
            ("1.2", "1", None, "2018-09-12", "2018-09-14", "day", True, "signing of a Letter of Intent with Haikou", ["cn-haikou"]),
            ("2", None, "Q1 2019", "2019-01-01", "2019-03-31", "quarter", False, "Online workshop on mobility with Yantai", ["cn-yantai"]),
            ("3", None, "5–7 May 2019", "2019-05-05", "2019-05-07", "day", False, "Weinan delegates visit Málaga and Granada", ["cn-weinan", "es-granada", "es-malaga"]),
            ("4", None, None, "None", "None", None, False, "Follow-up calls", []),
        ],
        "results": [(1, "A cultural route of Málaga and Haikou", ["cn-haikou", "es-malaga"]), (2, "Possible MoU with Weinan", ["cn-weinan"])],
        "doubts": [],
        "notes": ["broken_sentence"],
    }  # fmt: skip


def test_prague() -> None:
    """An open period, dates that can't be read, an unknown theme, no results; what isn't stated is NULL."""
    summary = read_summary(PRAGUE)
    found = facts(summary)
    assert found["lead"] == "cz-prague"
    assert found["period"] == ("2018-04-01", "None", "month", True)
    assert (found["province"], found["population"], found["area"]) == (None, 1_300_000, 496.0)
    assert [theme[0] for theme in found["themes"]] == ["smart_city_digital", "other"]
    assert found["goals"] == [("related", 0, 11), ("related", 0, 13)]
    assert found["statements"] == [("focus", None, "Trams, and"), ("objective", None, "Compare data.")]
    assert [(item[0], item[2], item[3], item[7]) for item in found["activities"]] == [
        ("1", "Spring 2019", "None", "Visit to Chongqing"),
        ("2", "31 June 2019", "None", "Visit to Prague"),
    ]
    assert found["results"] == []
    assert found["doubts"] == ["unknown_theme", "unparsed_date"]
    assert found["notes"] == ["broken_sentence", "empty_item", "misspelt_sdg", "no_results_stated", "open_period"]


def test_liuzhou() -> None:
    """Aliases of cities, numbers that say their place, a heading before a page break, a list that leaves the table."""
    summary = read_summary(LIUZHOU)
    found = facts(summary)
    assert (found["lead"], found["population"], found["area"]) == ("cn-liuzhou", 4_000_000, 18_600.0)
    assert found["partners"] == ["gr-agioi-anargyroi-kamatero", "gb-manchester", "fr-nice"]
    assert found["themes"] == [
        ("industry", "Industry 4.0", "joint standards"),
        ("circular_economy_energy", "Circular Economy", "waste of car makers"),
    ]
    assert found["goals"] == [("related", 0, 9), ("related", 0, 12)]
    assert found["topics"] == [("related", 0, "circular_economy")]
    assert found["statements"] == [
        ("focus", "Industry", "joint standards of car makers in Liuzhou and Greater Manchester."),
        ("challenge", None, "Standards differ."),
        ("challenge", None, "So do laws."),
        ("objective", None, "Launch a joint laboratory."),
    ]
    assert [(item[0], item[2], item[6], item[8]) for item in found["activities"]] == [
        ("1", "March 2018", False, ["be-brussels"]),
        ("2", "May 2018", False, ["fr-nice", "gb-manchester", "gr-agioi-anargyroi-kamatero"]),
        ("2.1", None, True, ["cn-liuzhou", "fr-nice"]),
        ("2.2", None, True, ["gb-barnsley"]),
        ("3", "June 2017", False, []),
    ]
    assert [item.activity_type for item in summary.activities] == [
        "meeting",
        "mission",
        "agreement",
        "meeting",
        "other",
    ]
    assert [(sequence, cities) for sequence, _, cities in found["results"]] == [
        (1, ["cn-liuzhou"]),
        (2, ["gb-manchester"]),
        (3, ["fr-nice"]),
    ]
    assert found["doubts"] == [
        "activity_outside_period",
        "country_without_city",
        "province_is_country",
        "unknown_topic",
    ]
    assert {(issue.code, issue.raw_text) for issue in summary.issues if issue.severity == "warning"} == {
        ("activity_outside_period", "June 2017"),
        ("country_without_city", "Germany"),
        ("province_is_country", "France"),
        ("unknown_topic", "Space Travel"),
    }


def test_a_plan_without_anything_to_find_fault_with_has_no_issues() -> None:
    assert read_summary(form()).issues == ()


@pytest.mark.parametrize(
    ("cells", "because"),
    [
        pytest.param(
            {"population": "309,370\tN/A, N/A", "area": "145 km²\tN/A / N/A"},
            "“N/A” for each of two partners",
        ),
        (
            {"population": "309,370\t–", "area": "145 km²\t-", "period": "June 2018 – May 2019\t–"},
            "dashes for partners",
        ),
        ({"population": "309,370<sup>1</sup>\tN/A"}, "the sign of a footnote"),
        ({"province": "Baden-Württemberg\tChongqing, Henan"}, "a municipality that is its own province"),
        ({"country": "Germany\tChina,"}, "a comma too many"),
        ({"period": "June 2018 – May 2019 (planned)\t"}, "a remark behind the period"),
        ({"related": "N/A\t"}, "no goals are stated"),
        ({"results": "1. Support for the Netherlands.\t"}, "a sentence that is whole"),
        ({"focus": "<p>Energy:</p>\n\t<p>data of quarters</p>\t"}, "a page break behind a heading"),
        ({"activities": "→ July 2018 – June 2019: Exchange of experts with Chongqing\t"}, "partly within the period"),
    ],
)
def test_no_false_alarms(cells: dict[str, str], because: str) -> None:
    found = read_summary(form(cells))
    assert [(issue.code, issue.raw_text) for issue in found.issues if issue.severity != "info"] == [], because
    assert found.plan is not None
    assert (found.plan.population, found.plan.area_km2) == (309_370, 145.0), because


# --- Cells that say nothing, rows that are missing --------------------------------------------------------------------

TEXT_ROWS = ("themes", "related", "focus", "challenge", "objective", "activities", "results")


@pytest.mark.parametrize("nothing", ["N/A", "–", "-", "", "n.a.", "tbd"])
def test_a_form_that_states_nothing_gives_no_rows_and_no_alarm(nothing: str) -> None:
    cells = dict.fromkeys((*TEXT_ROWS, "province", "population", "area", "period"), f"{nothing}\t")
    found = facts(read_summary(form(cells)))
    for field in ("themes", "goals", "topics", "statements", "activities", "results", "doubts"):
        assert found[field] == [], field
    assert set(found["notes"]) <= {"no_results_stated"}
    assert (found["province"], found["population"], found["area"]) == (None, None, None)
    assert found["period"] == ("None", "None", None, False)


@pytest.mark.parametrize("row", ["province", "country", "population", "area", "period", *TEXT_ROWS])
def test_a_missing_row_is_an_issue_and_harms_no_other(row: str) -> None:
    found, whole = facts(read_summary(form(without=(row,)))), facts(read_summary(form()))
    assert found["doubts"] == ["missing_section"]
    parts = {
        "related": ("goals", "topics"),
        "focus": ("statements",),
        "challenge": ("statements",),
        "objective": ("statements",),
    }
    harmed = {*parts.get(row, (row,)), "doubts"}
    assert {name: value for name, value in found.items() if name not in harmed} == {
        name: value for name, value in whole.items() if name not in harmed
    }


@pytest.mark.parametrize(
    ("text", "says", "because"),
    [
        ("Dear colleagues,\nplease find the minutes attached.\n", "no U-CAP summary", "another document"),
        ("City:\tNice\nPopulation:\t342,669\n", "only 2", "a table that shares two labels"),
        ("", "no U-CAP summary", "nothing"),
        (form(city="\tChongqing"), "lead city", "a form without a lead"),
        (form(city="N/A\tChongqing"), "lead city", "that says so"),
    ],
)
def test_what_cannot_be_loaded_says_why(text: str, says: str, because: str) -> None:
    summary = read_summary(text)
    assert summary.plan is None, because
    assert summary.rejection is not None, because
    assert says in summary.rejection, because


@pytest.mark.parametrize(
    ("cells", "code", "raw_text", "because"),
    [
        ({"area": "1,24km²\tN/A"}, "implausible_area", "1,24km²", "Guangzhou's slip in Mannheim"),
        ({"population": "309\tN/A"}, "implausible_population", "309", "thousands were forgotten"),
        ({"population": "1.304.00\tN/A"}, "ambiguous_number", "1.304.00", "a number that reads in no way"),
        ({"country": "Germany\tChina, Atlantis"}, "unknown_country", "Atlantis", "no country"),
        ({"country": "Germany\tChina, Japan"}, "country_without_city", "Japan", "a country without a city"),
        ({"province": "Germany\t"}, "province_is_country", "Germany", "a country for a province"),
        ({"city": "Mannheim\tChongqing, Erfundenstadt"}, "unknown_city", "Erfundenstadt", "no such city"),
        ({"period": "two years\t"}, "unparsed_date", "two years", "no date"),
        ({"results": "1. Support of the\t"}, "broken_sentence", "Support of the", "it breaks off"),
        ({"related": "SDG 7, EU UP Energy Transition, and so on\t"}, "unread_text", "so on", "words that are no tag"),
    ],
)
def test_each_doubt_is_one_issue_with_its_words(cells: dict[str, str], code: str, raw_text: str, because: str) -> None:
    text = form(cells)
    (issue,) = read_summary(text).issues
    assert issue.code == code, because
    assert issue.raw_text is not None
    assert raw_text in issue.raw_text, because
    assert issue.source_start is not None
    assert raw_text in text[issue.source_start : issue.source_end], "it says where"
    assert issue.message.endswith("."), "a sentence for a person"


CONTRACT = {
    "error": {"implausible_area", "implausible_population"},
    "warning": {
        "ambiguous_number", "unknown_city", "unknown_country", "country_without_city", "province_is_country", "activity_outside_period",
        "unparsed_date", "unknown_sdg", "unknown_topic", "unknown_theme", "missing_section", "unread_text",
    },
    "info": {"broken_sentence", "misspelt_sdg", "open_period", "no_results_stated", "empty_item"},
}  # fmt: skip


def test_the_contract_says_how_severe_each_issue_is() -> None:
    severities = {row["code"]: row["severity"] for row in rows("issue_codes")}
    for severity, codes in CONTRACT.items():
        assert {severities[code] for code in codes} == {severity}
    for text in (*RAW.values(), *HAND_WRITTEN.values()):
        assert all(issue.severity == severities[issue.code] for issue in read_summary(text).issues)


# --- What converters do to a document -------------------------------------------------------------------------------


def in_cells(change: Callable[[str], str]) -> Callable[[str], str]:
    """A change to all cells behind the label, row by row."""

    def changed(text: str) -> str:
        lines = []
        for line in text.split("\n"):
            label, *cells = line.split("\t")
            lines.append("\t".join([label, *(change(cell) if cell.strip() else cell for cell in cells)]))
        return "\n".join(lines)

    return changed


def in_labels(change: Callable[[str], str]) -> Callable[[str], str]:
    def changed(text: str) -> str:
        return "\n".join(
            change(line.split("\t")[0]) + line[len(line.split("\t")[0]) :] if "\t" in line else line
            for line in text.split("\n")
        )

    return changed


def outside_tags(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: "".join(
        part if part.startswith("<") else change(part) for part in re.split(r"(<[^<>]*>)", text)
    )


def between_rows(furniture: str) -> Callable[[str], str]:
    return lambda text: re.sub(r"\n(?=[^\n]*\t)", f"\n\n{furniture}\n\n", text)


DAMAGES = [
    ("line ends of Windows", lambda text: text.replace("\n", "\r\n")),
    ("a byte order mark that was decoded as text", lambda text: "\ufeff" + text),
    ("blank lines doubled", lambda text: text.replace("\n", "\n\n\n")),
    ("page breaks as form feeds", lambda text: text.replace("\n\n", "\n\f\n")),
    ("rows without their empty last cell", lambda text: re.sub(r"\t+\n", "\n", text)),
    ("blanks behind every cell", in_cells(lambda cell: cell + "  ")),
    ("empty columns at the end of every row", lambda text: re.sub(r"(\t[^\n]*)\n", r"\1\t\t\n", text)),
    ("cells in paragraphs", in_cells(lambda cell: cell if "<" in cell or "\uf0b7" in cell else f"<p>{cell}</p>")),
    ("zero-width spaces before cells", in_cells(lambda cell: "\u200b" + cell)),
    ("blanks that don't break", in_cells(outside_tags(lambda part: part.replace(" ", "\u00a0")))),
    ("blanks as entities", in_cells(outside_tags(lambda part: part.replace(" ", "&nbsp;")))),
    ("dashes and quotation marks as entities", in_cells(outside_tags(lambda part: part.replace("–", "&ndash;").replace("“", "&ldquo;").replace("”", "&rdquo;").replace("’", "&rsquo;")))),
    ("accents as entities", in_cells(lambda cell: cell.replace("á", "&aacute;").replace("é", "&eacute;").replace("ü", "&#252;").replace("í", "&#xED;"))),
    ("accents decomposed, as macOS writes them", in_cells(lambda cell: unicodedata.normalize("NFD", cell))),
    ("tags in capitals", lambda text: re.sub(r"</?[a-z]+", lambda match: match[0].upper(), text)),
    ("tags with styles", lambda text: re.sub(r"<(p|li|u|b)>", r'<\1 class="MsoNormal" style="margin:0">', text)),
    ("fonts around every cell", in_cells(lambda cell: f'<font face="Arial"><span lang="EN-GB">{cell}</span></font>')),
    ("labels in bold", in_labels(lambda label: f"<b>{label}</b>" if label.strip() else label)),
    ("labels in capitals", in_labels(outside_tags(str.upper))),
    ("labels without colons", in_labels(lambda label: label.replace(":", ""))),
    ("labels in paragraphs", in_labels(lambda label: f"<p>{label}</p>" if label.strip() else label)),
    ("a page number between all rows", between_rows("3")),
    pytest.param("a page number in dashes between all rows", between_rows("- 3 -")),
    ("footers between all rows", between_rows("A European Union Programme\n欧盟项目")),
    ("the title on every page", between_rows("## IUC Urban Cooperation Action Plan (U-CAP) Summary")),
    ("page breaks between paragraphs of a cell", lambda text: re.sub(r"</p> *<p>(?=(?:(?!</?ul).)*$)", "</p>\n\n\n\n\t<p>", text, flags=re.M)),
    ("tags of paragraphs never closed", lambda text: text.replace("</p>", "")),
    ("line breaks in the source of tags", lambda text: text.replace("<li>", "<li\u00a0>")),
]  # fmt: skip


@pytest.mark.parametrize("name", [*RAW, *HAND_WRITTEN])
@pytest.mark.parametrize(("because", "damage"), DAMAGES, ids=lambda value: value if isinstance(value, str) else "")
def test_damage_changes_no_fact(name: str, because: str, damage: Callable[[str], str]) -> None:
    text = {**RAW, **HAND_WRITTEN}[name]
    assert normal(facts(read_summary(damage(text)))) == normal(facts(read_summary(text)))


def normal(value: Any) -> Any:
    """Accents composed: whether `á` is one character or two is no fact."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {key: normal(inner) for key, inner in value.items()}
    return [normal(inner) for inner in value] if isinstance(value, list | tuple) else value


@pytest.mark.parametrize("name", ["Mannheim", "Prague"])
def test_the_order_of_the_rows_changes_no_fact(name: str) -> None:
    lines = [line for line in HAND_WRITTEN[name].splitlines() if "\t" in line]
    for seed in range(10):
        shuffled = random.Random(seed).sample(lines, len(lines))
        assert facts(read_summary("\n".join(shuffled))) == facts(read_summary("\n".join(lines)))


def test_reading_knows_no_history() -> None:
    """The same text gives the same summary, whatever was read before."""
    first = read_summary(RAW["002_85786465d14a4429.txt"])
    for text in (*RAW.values(), *HAND_WRITTEN.values()):
        read_summary(text)
    assert read_summary(RAW["002_85786465d14a4429.txt"]) == first


# --- What holds for every document ----------------------------------------------------------------------------------


def grounded_rows(summary: Summary) -> Iterator[tuple[int, int, str]]:
    """Every value that has a place, and its own words."""
    for partner in summary.partners:
        yield partner.source_start, partner.source_end, partner.raw_text
    for theme in summary.themes:
        yield theme.source_start, theme.source_end, theme.heading or ""
        yield theme.source_start, theme.source_end, theme.description or ""
    for goal in summary.sdg_tags:
        yield goal.source_start, goal.source_end, goal.raw_text
    for topic in summary.urban_agenda_tags:
        yield topic.source_start, topic.source_end, topic.raw_text
    for statement in summary.statements:
        yield statement.source_start, statement.source_end, statement.heading or ""
        yield statement.source_start, statement.source_end, statement.text
    for activity in summary.activities:
        yield activity.source_start, activity.source_end, activity.date_raw or ""
        yield activity.source_start, activity.source_end, activity.description
    for result in summary.results:
        yield result.source_start, result.source_end, result.description
    for evidence in summary.evidence:
        yield evidence.source_start, evidence.source_end, evidence.raw_text
    for issue in summary.issues:
        if issue.source_start is not None and issue.source_end is not None:
            yield issue.source_start, issue.source_end, issue.raw_text or ""


def letters(text: str) -> str:
    return re.sub(r"[^\w]", "", unicodedata.normalize("NFKC", text))


def stands_in(said: str, written: str) -> bool:
    """Whether the letters of what was read were written, in this order, whatever stands between them."""
    remaining = iter(letters(written))
    return all(letter in remaining for letter in letters(said))


def assert_sound(text: str, summary: Summary) -> None:
    """All offsets lie in the text and ground their words; all references within the summary resolve."""
    for start, end, said in grounded_rows(summary):
        assert 0 <= start < end <= len(text)
        escaped = text[start:end].replace("\\&", "&amp;")  # `\\&amp;` is no entity
        assert stands_in(said, html.unescape(escaped)) or stands_in(said, escaped), (
            f"{said!r} was not read from {text[start:end]!r}"
        )
    sequences = [activity.sequence for activity in summary.activities]
    assert len(set(sequences)) == len(sequences)
    for activity in summary.activities:
        assert activity.parent_sequence in (None, *sequences)
        assert activity.description
        assert activity.start_date is None or activity.end_date is None or activity.start_date <= activity.end_date
    known = {city.city_id for city in summary.cities}
    assert len(known) == len(summary.cities)
    named = {mention.city_id for mention in summary.mentions} | {partner.city_id for partner in summary.partners}
    assert named <= known
    items = {("activity", sequence) for sequence in sequences} | {
        ("result", str(row.sequence)) for row in summary.results
    }
    assert {(mention.item_kind, mention.item_sequence) for mention in summary.mentions} <= items
    assert len({(m.item_kind, m.item_sequence, m.city_id) for m in summary.mentions}) == len(summary.mentions)
    assert len({partner.city_id for partner in summary.partners}) == len(summary.partners)
    assert (summary.plan is None) == (summary.rejection is not None)
    there = {f"a{sequence}" for sequence in sequences} | {f"r{row.sequence}" for row in summary.results}
    there |= {f"t{theme.sequence}" for theme in summary.themes}
    there |= {f"{row.section}/{row.sequence}" for row in summary.statements}
    there |= {
        f"sdg/{t.section if t.theme_sequence is None else f't{t.theme_sequence}'}/{t.sdg_goal}"
        for t in summary.sdg_tags
    }
    for issue in summary.issues:
        assert issue.row_key is None or issue.row_key in there, issue
        assert issue.message


@pytest.mark.parametrize(
    ("empty", "is_rejected", "because"),
    [
        (("Key challenges", "Main objectives", "Main activities"), True, "whose the texts behind the last label are, nobody can tell"),
        (("Key challenges", "Main objectives"), False, "two that have none"),
        (("Population", "Key challenges", "Main objectives"), False, "not one after another"),
    ],
)  # fmt: skip
def test_labels_apart_from_their_values_are_no_form(empty: tuple[str, ...], is_rejected: bool, because: str) -> None:
    said = {
        "City": "Nice",
        "Country": "France",
        "Population": "340,000",
        "Key focus": "Clean air.",
        "Key challenges": "Little money.",
        "Main objectives": "A platform.",
        "Main activities": "June 2018: Visit to Haikou",
        "Expected results": "Cleaner air.\nA plan for waste.\nJune 2018: Visit to Haikou.",
    }
    text = "\n".join(f"{label}:" if label in empty else f"{label}:\n{value}" for label, value in said.items())
    rejection = read_summary(text).rejection
    assert (rejection is not None and "apart from their values" in rejection) is is_rejected, because
    as_rows = "\n".join(f"{label}:\t{'' if label in empty else value}" for label, value in said.items())
    assert read_summary(as_rows).rejection is None, "cells that are empty"


@pytest.mark.parametrize(
    ("changes", "is_rejected", "because"),
    [
        ({"Period of cooperation": "May 2018 – May 2019\nSmart City: a platform"}, True, "a theme in the period's row"),
        ({"Period of cooperation": "May 2018 – May 2019\n(extended: twice)"}, False, "a remark on the period"),
        ({"Main objectives": "A platform.\nJune 2018: Visit to Haikou\nMay 2019: Fair in Rome", "Main activities": ""}, True,
         "activities in another text's row, and none in their own"),
        ({"Main objectives": "A platform.\nMay 2019: a law on waste", "Main activities": ""}, False, "one date is an objective's"),
        ({"Main objectives": "June 2018: a plan\nMay 2019: a law on waste"}, False, "the activities have their own"),
    ],
)  # fmt: skip
def test_values_behind_the_label_of_another_are_no_form(
    changes: dict[str, str], is_rejected: bool, because: str
) -> None:
    said = {
        "City": "Nice",
        "Country": "France",
        "Period of cooperation": "May 2018 – May 2019",
        "Key focus": "Clean air.",
        "Main objectives": "A platform.",
        "Main activities": "June 2018: Visit to Haikou",
        "Expected results": "Cleaner air.",
    } | changes
    rejection = read_summary("\n".join(f"{label}:\n{value}" for label, value in said.items())).rejection
    assert (rejection is not None and "apart from its own" in rejection) is is_rejected, because


def test_an_activity_before_its_label_is_no_form() -> None:
    """Labels in the middle of their rows' heights, printed line by line."""
    text = """City: Nice Haikou
Country: France China
Period of May 2018 – May 2019
cooperation
Main objectives of
A platform.
cooperation as described
in the U-CAP:
June 2018: Visit to Haikou
Short description of main
May 2019: Fair in Nice
activities and key outputs:
Expected results Cleaner air.
and benefits:
"""
    rejection = read_summary(text).rejection
    assert rejection is not None
    assert "“June 2018: Visit to Haikou” stands before the label of the activities" in rejection
    assert read_summary(text.replace("June 2018: Visit to Haikou\n", "")).rejection is None


def test_texts_cut_line_by_line_into_two_cells_are_no_form() -> None:
    """Merged cells as pymupdf4llm writes them."""
    rows = {
        "Key focus of cooperation themes": "Internationalization of the cities<br>areas relevant to the devel|towards China<br>opment of the city.",
        "Main objectives of cooperation": "Launch concrete projects in the<br>through cluster UCAPs and more|above-mentioned fields<br>of them.",
    }
    head = "|City|Nice|Haikou|\n|---|---|---|\n|Country|France|China|\n|Population|340,000|N/A|\n|Period|May 2018||\n"
    cut = head + "".join(f"|{label}|{cells}|\n" for label, cells in rows.items())
    rejection = read_summary(cut).rejection
    assert rejection is not None
    assert "stand cut in two cells" in rejection
    one = head + "".join(f"|{label}|{cells.replace('|', ' ')}||\n" for label, cells in rows.items())
    assert read_summary(one).rejection is None


GLUE = {
    "and",
    "or",
    "the",
    "of",
    "to",
    "topic",
    "topics",
    "theme",
    "themes",
    "eu",
    "up",
    "sdg",
    "sgd",
    "sdgs",
    "etc",
    "others",
    "tbc",
    "observer",
}


def assert_nothing_vanished(text: str, summary: Summary) -> None:
    """Every written word stands in a row, in evidence or in an issue, or in a label or known furniture, or says that
    nothing is stated, or only glues tags or names together, or repeats a tag."""
    claimed = bytearray(len(text))
    places = [(start, end) for start, end, _ in grounded_rows(summary)]
    read = read_form(tab_rows(text))
    places += [place for dropped in read.dropped for place in dropped.ranges()]
    for start, end in places:
        claimed[start:end] = b"x" * (end - start)
    said_again = {word for goal in summary.sdg_tags for word in words_of(goal.raw_text)}
    said_again |= {word for topic in summary.urban_agenda_tags for word in words_of(topic.raw_text)}
    goals = {str(tag.sdg_goal) for tag in summary.sdg_tags}
    said_again |= {word for row in rows("sdg_goals") if row["sdg_goal"] in goals for word in words_of(row["title"])}
    for match in re.finditer(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>|<!--.*?-->|&#?\w+;|\\|\]\([^()\s]*\)", text):
        claimed[slice(*match.span())] = b"x" * len(match[0])
    left = "".join("\t" if taken else letter for letter, taken in zip(text, claimed, strict=True))
    for part in re.split(r"[\n\t]+", left):
        missing = [word for word in words_of(part) if word not in GLUE and word not in said_again]
        assert not missing or is_not_stated(part), f"{part!r} stands nowhere"


def words_of(text: str) -> list[str]:
    return [word.casefold() for word in re.findall(r"[^\W\d_]{2,}|\d{3,}", text)]


@pytest.mark.parametrize("name", [*RAW, *HAND_WRITTEN])
def test_every_word_has_its_place(name: str) -> None:
    text = {**RAW, **HAND_WRITTEN}[name]
    summary = read_summary(text)
    assert_sound(text, summary)
    assert_nothing_vanished(text, summary)


def test_a_rejected_document_keeps_its_issues() -> None:
    text = form(city="\tChongqing, Erfundenstadt")
    summary = read_summary(text)
    assert summary.plan is None
    assert_sound(text, summary)


FRAGMENTS = st.sampled_from(
    [
        "", " ", "\t", "\n", "\n\n\n\t", "\r\n", "\f", "<p>", "</p>", "<ul>", "</ul>", "<li>", "</li>", "<b>", "</b>", "<br>", "<!--", "-->", "<",
        ">", "&amp;", "&", "**", "→ ", "→", "○ ", "• ", "- ", "–", "1. ", "2. ", "2.1. ", "City:", "Country:\tChina", "Expected results:", "Population:\t",
        "June 2018: ", "31 June 2018: ", "Q2 2019", "SDG 11", "SGD 4", "SGD 99", "EU UP ", "Nice", " and ", "Haikou", "(", ")", "\u200b", "\u00a0", "𝒳", "İ", "ß",
        "MoU signed with ", "N/A", "2", "1,24 km²", "Smart City: ", ":", "：", "\\", "](x)", "[", "\x00", "Erfundenstadt, ",
    ]
)  # fmt: skip


@st.composite
def mutated_documents(draw: st.DrawFn) -> str:
    """A real or hand-written summary in which stretches are cut out, repeated, moved, or replaced by fragments."""
    text = draw(st.sampled_from([*RAW.values(), *HAND_WRITTEN.values()]))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(text)))
        length = draw(st.sampled_from([0, 1, 3, 20, 200, 1000]))
        match draw(st.sampled_from(["insert", "cut", "repeat", "move"])):
            case "insert":
                text = text[:at] + "".join(draw(st.lists(FRAGMENTS, min_size=1, max_size=4))) + text[at:]
            case "cut":
                text = text[:at] + text[at + length :]
            case "repeat":
                text = text[:at] + text[at : at + length] + text[at:]
            case "move":
                piece, text = text[at : at + length], text[:at] + text[at + length :]
                to = draw(st.integers(0, len(text)))
                text = text[:to] + piece + text[to:]
    return text


@settings(max_examples=250)
@example("\\&amp;\n\n" + next(iter(RAW.values())))
@example(MALAGA.replace("&amp;", "&amp\nIUC\n;"))
@example(MALAGA.replace("&amp;", "&ampIUC;"))  # which a browser decodes, and no reader would
@given(mutated_documents())
def test_no_damage_makes_reading_fail_or_lie_about_places(text: str) -> None:
    assert_sound(text, read_summary(text))


CELLS = st.lists(FRAGMENTS.filter(lambda part: not re.search(r"[\t\n\r\f]", part)), max_size=8).map("".join)


@settings(max_examples=150)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            name: st.tuples(CELLS, CELLS).map("\t".join)
            for name in ("province", "country", "population", "area", "period", *TEXT_ROWS)
        },
    )
)
def test_any_cells_give_a_sound_summary(cells: dict[str, str]) -> None:
    text = form(cells)
    summary = read_summary(text)
    assert summary.plan is not None
    assert_sound(text, summary)


@settings(max_examples=100)
@given(st.text(max_size=300))
def test_any_text_at_all(text: str) -> None:
    assert_sound(text, read_summary(text))


PHRASES = st.sampled_from(
    ["Visit to Nice", "a platform of data", "<b>Tourism:</b> routes", "→ June 2018: Mission", "→", "○ sub-item with Rome", "<p>Health: labs</p>", "1. Pilot 2. Forum",
     "<ul><li>one item</li><li>another item</li></ul>", "SDG 11 and 13", "EU UP Housing", "EU UP Space Travel", "Spring 2019: exchange", "<Smart Nice>", "–", "and", "the"]
)  # fmt: skip


@settings(max_examples=150)
@given(st.fixed_dictionaries({}, optional={name: st.lists(PHRASES, max_size=5).map(" ".join) for name in TEXT_ROWS}))
def test_nothing_vanishes_from_any_cells(cells: dict[str, str]) -> None:
    text = form({name: f"{cell}\t" for name, cell in cells.items()})
    assert_nothing_vanished(text, read_summary(text))


def test_records_can_be_compared() -> None:
    """What `star` relies on: a summary is a value."""
    summary = read_summary(form())
    assert summary == read_summary(form())
    assert replace(summary, partners=()) != summary


def test_bytes_that_mean_nothing_are_told(raw_dir: Path) -> None:
    text = (raw_dir / "003_ef836025d08bb27e.txt").read_text(encoding="utf-8").replace("Guangdong", "Guang\ufffddong")
    (issue,) = [issue for issue in read_summary(text).issues if issue.code == "undecodable_text"]
    assert "Guang\ufffddong" in issue.message
    assert issue.source_start is not None
    assert "\ufffd" in text[issue.source_start : issue.source_end]
