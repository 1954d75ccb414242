"""Cities: those of a form's head, by their own names and countries, and those that running text names.

Everything is read through whole forms, as the head's cities decide what a name in the text means.
"""

# ruff: noqa: E501 (a case is a line)
from __future__ import annotations

import pytest

from pipelines.records import Summary
from pipelines.summary import read_summary
from pipelines.vocabulary import rows
from tests.forms import cities_in, form, lead_of, partners_of


def issues_with_cities(summary: Summary) -> list[tuple[str, str | None]]:
    codes = (
        "unknown_city",
        "ambiguous_city",
        "misspelt_city",
        "several_lead_cities",
        "unread_text",
        "country_without_city",
    )
    return [(issue.code, issue.raw_text) for issue in summary.issues if issue.code in codes]


@pytest.mark.parametrize("row", rows("programme_cities"), ids=lambda row: row["city_name"])
def test_every_pilot_city_leads_a_plan(row: dict[str, str]) -> None:
    country = {
        "DE": "Germany",
        "CZ": "Czech Republic",
        "ES": "Spain",
        "GR": "Greece",
        "FR": "France",
        "IT": "Italy",
        "GB": "UK",
        "CN": "China",
    }[row["city_id"][:2].upper()]
    assert lead_of(row["city_name"], country) == (row["city_id"], set())


@pytest.mark.parametrize(
    ("city", "country", "city_id", "because"),
    [
        ("Malaga", "Spain", "es-malaga", "without its accent"),
        ("MÁLAGA", "Spain", "es-malaga", "in capitals, with it"),
        ("Praha", "Czech Republic", "cz-prague", "in its own language"),
        ("Roma", "Italy", "it-rome", "in its own language"),
        ("Łódź（罗兹）", "Poland", "pl-lodz", "full-width brackets"),
        ("Roma Capitale", "Italy", "it-rome", "the municipality's name"),
        ("City of Mannheim", "Germany", "de-mannheim", "with the word city"),
        ("Yantai City", "China", "cn-yantai", "behind it"),
        ("Chongqing Municipality", "China", "cn-chongqing", "a municipality"),
        ("Municipality of Chongqing", "China", "cn-chongqing", "before it"),
        ("AAK", "Greece", "gr-agioi-anargyroi-kamatero", "the programme's abbreviation"),
        ("Agioi Anargyroi – Kamatero", "Greece", "gr-agioi-anargyroi-kamatero", "a spaced dash is part of the name"),
        ("Agioi Anargyroi-Kamatero (AAK)", "Greece", "gr-agioi-anargyroi-kamatero", "the abbreviation in brackets"),
        ("Great Manchester", "UK", "gb-manchester", "how the summaries write it"),
        ("Métropole Nice Côte d’Azur", "France", "fr-nice", "the metropolis takes part for its seat"),
        ("Reggio nell'Emilia", "Italy", "it-reggio-emilia", "the official name"),
        ("Reggio Emilia", "Italy", "it-reggio-emilia", "not the Reggio of Calabria"),
        ("Weinan (Shaanxi Province)", "China", "cn-weinan", "a remark in brackets"),
        ("Wuhan (lead)", "China", "cn-wuhan", "another one"),
        ("Wuhan*", "China", "cn-wuhan", "a footnote's sign"),
        ("Wuhan<sup>1</sup>", "China", "cn-wuhan", "another one"),
        ("**Wuhan**", "China", "cn-wuhan", "in bold"),
        ("海口", "China", "cn-haikou", "in Chinese"),
        ("Mannheim, Germany", "Germany", "de-mannheim", "the country is said twice"),
        ("Barnsley, UK", "UK", "gb-barnsley", "the same"),
        ("Cordoba", "Spain", "es-cordoba", "the one of the column's country, not the larger one of Argentina"),
        ("Valencia", "Spain", "es-valencia", "not Venezuela's"),
        ("Birmingham", "UK", "gb-birmingham", "not Alabama's"),
        ("Frankfurt am Main", "Germany", "de-frankfurt", "with its river"),
        ("San Sebastián", "Spain", "es-san-sebastian", "half of a double name"),
        ("Donostia / San Sebastián", "Spain", "es-san-sebastian", "a separator within a name"),
        ("Hong Kong", "China", "hk-hong-kong", "a region of China has its own ISO code"),
        ("Xi'an", "China", "cn-xi-an", "an apostrophe"),
        ("Xian", "China", "cn-xi-an", "or none"),
        ("Mannheim, Baden-Württemberg", "Germany", "de-mannheim", "the state stands behind the city"),
        ("Barnsley Metropolitan Borough Council", "UK", "gb-barnsley", "its council takes part for the city"),
        ("Wuhan (Hankou)", "China", "cn-wuhan", "a part of it in brackets"),
    ],
)  # fmt: skip
def test_the_lead_city(city: str, country: str, city_id: str, because: str) -> None:
    assert lead_of(city, country) == (city_id, set()), because


def test_the_sign_of_a_footnote_is_no_doubt() -> None:
    assert lead_of("Wuhan¹", "China") == ("cn-wuhan", set())


@pytest.mark.parametrize(
    ("city", "province", "city_id", "because"),
    [
        ("Suzhou", "Jiangsu", "cn-suzhou", "the one of silk"),
        ("Suzhou", "Anhui", "cn-suzhou-anhui", "its namesake"),
        ("Taizhou", "Zhejiang", "cn-taizhou-zhejiang", "two cities, two provinces"),
        ("Fuzhou", "Jiangxi", "cn-fuzhou-jiangxi", "not the capital of Fujian"),
    ],
)
def test_the_province_tells_namesakes_apart(city: str, province: str, city_id: str, because: str) -> None:
    assert lead_of(city, "China", province) == (city_id, set()), because


@pytest.mark.parametrize(
    ("city", "country", "city_id", "code", "because"),
    [
        ("Suzhou", "China", "cn-suzhou", "ambiguous_city", "no province settles which: the largest, and an issue"),
        ("Manheim", "Germany", "de-mannheim", "misspelt_city", "a letter is missing"),
        ("Barzelona", "Spain", "es-barcelona", "misspelt_city", "as it is spoken"),
        ("Guangzou", "China", "cn-guangzhou", "misspelt_city", "a letter is missing"),
        ("Lisbon", "Spain", "pt-lisbon", "ambiguous_city", "it lies in no country of the column"),
        ("Neustadt an der Erfindung", "Germany", "de-neustadt-an-der-erfindung", "unknown_city", "no such city"),
    ],
)
def test_doubts_are_issues(city: str, country: str, city_id: str, code: str, because: str) -> None:
    assert lead_of(city, country) == (city_id, {code}), because


def test_an_unknown_city_is_loaded_as_the_document_writes_it() -> None:
    summary = read_summary(form(city="Mannheim\tErfundenstadt", country="Germany\tSpain, Italy"))
    unknown = next(city for city in summary.cities if not city.in_gazetteer)
    assert (unknown.city_id, unknown.city_name, unknown.country_code) == ("xx-erfundenstadt", "Erfundenstadt", "XX")
    assert ("unknown_city", "Erfundenstadt") in issues_with_cities(summary)


@pytest.mark.parametrize(
    ("cities", "countries", "expected", "because"),
    [
        ("Granada, Barcelona, Stuttgart, Manchester, Rome, Bologna", "Spain, Italy, France, Germany, UK", ["es-granada", "es-barcelona", "de-stuttgart", "gb-manchester", "it-rome", "it-bologna"], "Yangzhou's: the order of the countries is another"),
        ("Nice, Granada, Rome", "Spain, Italy, Germany, France", ["fr-nice", "es-granada", "it-rome"], "Haikou's"),
        ("Liuzhou; Zhengzhou; Haikou", "China", ["cn-liuzhou", "cn-zhengzhou", "cn-haikou"], "semicolons"),
        ("Liuzhou / Zhengzhou", "China", ["cn-liuzhou", "cn-zhengzhou"], "a slash"),
        ("Liuzhou and Zhengzhou", "China", ["cn-liuzhou", "cn-zhengzhou"], "a word"),
        ("Liuzhou & Zhengzhou", "China", ["cn-liuzhou", "cn-zhengzhou"], "a sign"),
        ("Liuzhou + Zhengzhou", "China", ["cn-liuzhou", "cn-zhengzhou"], "another one"),
        ("Liuzhou, Zhengzhou and Haikou", "China", ["cn-liuzhou", "cn-zhengzhou", "cn-haikou"], "both"),
        ("Liuzhou, Zhengzhou, and Haikou", "China", ["cn-liuzhou", "cn-zhengzhou", "cn-haikou"], "the Oxford comma"),
        ("Liuzhou、Zhengzhou，Haikou", "China", ["cn-liuzhou", "cn-zhengzhou", "cn-haikou"], "commas of Chinese keyboards"),
        ("Liuzhou Zhengzhou", "China", ["cn-liuzhou", "cn-zhengzhou"], "nothing between them"),
        ("<p>Liuzhou</p><p>Zhengzhou</p>", "China", ["cn-liuzhou", "cn-zhengzhou"], "paragraphs"),
        ("Liuzhou<br>Zhengzhou<br>and Haikou", "China", ["cn-liuzhou", "cn-zhengzhou", "cn-haikou"], "lines"),
        ("<ul><li>Liuzhou</li><li>Zhengzhou</li></ul>", "China", ["cn-liuzhou", "cn-zhengzhou"], "items"),
        ("1. Liuzhou 2. Zhengzhou", "China", ["cn-liuzhou", "cn-zhengzhou"], "numbers"),
        ("• Liuzhou • Zhengzhou", "China", ["cn-liuzhou", "cn-zhengzhou"], "bullets"),
        ("Liuzhou (tbc), Zhengzhou", "China", ["cn-liuzhou", "cn-zhengzhou"], "a remark"),
        ("Nice (France), Rome (Italy)", "France, Italy", ["fr-nice", "it-rome"], "countries in brackets"),
        ("Nice, France; Rome, Italy", "France, Italy", ["fr-nice", "it-rome"], "countries behind commas"),
        ("Wuhan, Chongqing, Chengdu etc.", "China", ["cn-wuhan", "cn-chongqing", "cn-chengdu"], "“etc.” is no city"),
        ("Wuhan, Chongqing, and others", "China", ["cn-wuhan", "cn-chongqing"], "neither are others"),
        ("Wuhan, Chengdu et al.", "China", ["cn-wuhan", "cn-chengdu"], "in Latin, either"),
        ("Haikou, tbc", "China", ["cn-haikou"], "nor what is to be confirmed"),
        ("Haikou, Haikou", "China", ["cn-haikou"], "a city is a partner once"),
        ("N/A", "China", [], "none"),
        ("–", "China", [], "none"),
        ("", "China", [], "none"),
        ("Brighton and Hove, Bath", "UK", ["gb-brighton", "gb-bath"], "an “and” within a name"),
        ("Haikou, Hainan; Yantai, Shandong", "China", ["cn-haikou", "cn-yantai"], "provinces behind cities; Hainan is no misspelt Huainan"),
        ("Haikou (Hainan), Yantai (Shandong)", "China", ["cn-haikou", "cn-yantai"], "in brackets"),
        ("EU cities: Nice, Rome", "France, Italy", ["fr-nice", "it-rome"], "words that head the list"),
        ("Chongqing – Zhengzhou", "China", ["cn-chongqing", "cn-zhengzhou"], "a dash"),
        ("Chongqing-Zhengzhou", "China", ["cn-chongqing", "cn-zhengzhou"], "a hyphen"),
        ("Pune, Belo Horizonte", "India, Brazil", ["in-pune", "br-belo-horizonte"], "cities of other programme regions"),
        ("AAK, Málaga, Prague", "Greece, Spain, Czech Republic", ["gr-agioi-anargyroi-kamatero", "es-malaga", "cz-prague"], "abbreviations among names"),
    ],
)  # fmt: skip
def test_partner_cities(cities: str, countries: str, expected: list[str], because: str) -> None:
    assert partners_of(cities, countries) == expected, because


@pytest.mark.parametrize(
    ("city", "country", "because"),
    [
        ("Mannheim, Germany\tChongqing", "Germany\tChina", "a country behind the city is no unread text"),
        ("Mannheim\tNice, France; Rome, Italy", "Germany\tFrance, Italy", "nor behind several"),
        ("Mannheim\tHong Kong, Macau", "Germany\tChina", "regions of China lie in China"),
        ("Mannheim\tGreat Manchester", "Germany\tUK", "an alias is no doubt"),
        (
            "Mannheim, Baden-Württemberg\tHaikou, Hainan",
            "Germany\tChina",
            "a province behind the city is no unknown city",
        ),
        ("Mannheim\tGranada, Barcelona", "Germany\tSpain", "programme cities are meant, whatever their namesakes"),
        ("Mannheim\tWuhan, Chongqing etc.", "Germany\tChina", "a word for more is no city and no finding of weight"),
    ],
)
def test_no_false_alarms(city: str, country: str, because: str) -> None:
    found = issues_with_cities(read_summary(form(city=city, country=country)))
    assert [issue for issue in found if issue[0] != "unread_text" or "etc" not in (issue[1] or "")] == [], because


def test_a_country_without_a_city_is_an_issue() -> None:
    summary = read_summary(form(city="Haikou\tNice, Granada, Rome", country="China\tSpain, Italy, Germany, France"))
    assert issues_with_cities(summary) == [("country_without_city", "Germany")]


def test_two_lead_cities_are_an_issue_and_the_first_leads() -> None:
    summary = read_summary(form(city="Mannheim, Stuttgart\tChongqing"))
    assert summary.plan is not None
    assert summary.plan.lead_city_id == "de-mannheim"
    assert ("several_lead_cities", "Stuttgart") in issues_with_cities(summary)


def test_a_form_without_columns_has_its_first_city_for_lead() -> None:
    summary = read_summary(form(city="Mannheim, Chongqing, Zhengzhou\t", country="Germany, China\t"))
    assert summary.plan is not None
    assert summary.plan.lead_city_id == "de-mannheim"
    assert [partner.city_id for partner in summary.partners] == ["cn-chongqing", "cn-zhengzhou"]


def test_a_cell_of_more_paragraphs_than_any_plan_has_partners_is_unread_behind_them() -> None:
    summary = read_summary(
        form(city="Mannheim\t" + "".join(f"<p>{name}</p>" for name in ("Chongqing", *["jin"] * 300)))
    )
    assert [partner.city_id for partner in summary.partners][:1] == ["cn-chongqing"]
    unread = [issue.raw_text for issue in summary.issues if issue.code == "unread_text"]
    assert unread[-1] is not None
    assert unread[-1].split() == ["jin"] * 101


EUROPE = {"lead": "Haikou", "partners": "Nice, Granada, Rome, Barnsley", "countries": "China\tFrance, Spain, Italy, UK"}


@pytest.mark.parametrize(
    ("text", "expected", "because"),
    [
        ("Mission to Nice, Granada and Rome.", ["fr-nice", "es-granada", "it-rome"], "a list"),
        ("Meeting in (Haikou) with EU cities", ["cn-haikou"], "in brackets"),
        ("Meeting Bologna – Guangzhou", ["it-bologna", "cn-guangzhou"], "a dash between two cities"),
        ("Nice-Haikou cooperation", ["fr-nice", "cn-haikou"], "a hyphen between two cities"),
        ("IUC-Yangzhou Horticulture Expo", ["cn-yangzhou"], "behind a hyphen"),
        ("the Sino-Nice forum", ["fr-nice"], "the same"),
        ("Granada/Haikou working group", ["es-granada", "cn-haikou"], "a slash"),
        ("a Wuhan-based company", ["cn-wuhan"], "a company has its seat there"),
        ("Rome-led proposals", ["it-rome"], "a city leads"),
        ("Barnsley's digital campus", ["gb-barnsley"], "the genitive"),
        ("Haikou’s port", ["cn-haikou"], "with a typographic apostrophe"),
        ("the University of Bologna", ["it-bologna"], "its university"),
        ("cooperation with Bologna University", ["it-bologna"], "also this way round"),
        ("Dalian University of Technology", ["cn-dalian"], "in China, too"),
        ("Salford (Great Manchester)", ["gb-salford", "gb-manchester"], "the programme's own name for a city"),
        ("the delegation of AAK visited Wuhan", ["gr-agioi-anargyroi-kamatero", "cn-wuhan"], "and its abbreviation"),
        ("Agioi Anargyroi-Kamatero joined", ["gr-agioi-anargyroi-kamatero"], "in full"),
        ("visit of Malaga and Prague", ["es-malaga", "cz-prague"], "without an accent"),
        ("HAIKOU hosted the forum", ["cn-haikou"], "in capitals"),
        ("Visit to Reading and Bath in the UK", ["gb-reading", "gb-bath"], "everyday words behind a preposition are cities"),
        ("delegates from Reading, Essen and Tours", ["gb-reading", "de-essen", "fr-tours"], "and in a list"),
        ("Meetings in Singapore", ["sg-singapore"], "a state that is a city"),
        ("Meetings in Hong Kong and Macau", ["hk-hong-kong", "mo-macau"], "regions that are"),
        ("visit to Xi'an and Xi’an", ["cn-xi-an"], "two apostrophes, one city"),
        ("Zhangzhou: Meetings with", ["cn-zhangzhou"], "not Zhengzhou, which has another letter"),
        ("Reggio Emilia and Emilia-Romagna", ["it-reggio-emilia"], "a city, and a region that isn't one"),
        ("Haikou and again Haikou", ["cn-haikou"], "named twice, one row"),
        ("stakeholders from Guangzhou DDG and Nansha district", ["cn-guangzhou"], "a city and its district"),
        ("visit to Stuttgart<sup>2</sup>", ["de-stuttgart"], "a footnote"),
        ("talks with Newcastle upon Tyne", ["gb-newcastle-upon-tyne"], "a name of three words"),
        ("the exhibition is shown in Sofia", ["bg-sofia"], "a city that lies in the province of its name"),
        ("The Hague and Frankfurt am Main joined", ["nl-the-hague", "de-frankfurt"], "names of several words"),
    ],
)  # fmt: skip
def test_text_names_cities(text: str, expected: list[str], because: str) -> None:
    assert sorted(cities_in(text, **EUROPE)) == sorted(expected), because


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("a nice visit, nice results", "an adjective"),
        ("It was Nice to meet the partners", "the adjective, after a slip of the shift key"),
        ("Reading of the documents", "a noun at the head of a text"),
        ("reading groups and mobile labs", "everyday words"),
        ("Best practices were shared", "an adjective"),
        ("Mobile applications for citizens", "another one"),
        ("Split of the tasks between partners", "a noun"),
        ("Tours of the campus were organised", "a noun"),
        ("Preparations in March and April", "a month behind “in”"),
        ("in March, the partners met", "a month and a comma"),
        ("to be finished by March", "a month behind “by”"),
        ("from March to May", "months"),
        ("Hainan Province and Jilin Province", "provinces"),
        ("the Province of Barcelona", "a province that has its capital's name"),
        ("Nansha district, Jiangbei District and Zhengdong New Area", "districts and new areas"),
        ("the Yangtze River and the Rhine", "rivers"),
        ("China, Spain and the UK", "countries"),
        ("experts from Mexico, Panama and Luxembourg", "countries that have their capital's name"),
        ("the Paris Agreement", "a treaty"),
        ("the Treaty of Lisbon and the Lisbon Treaty", "treaties"),
        ("the New Leipzig Charter and the Pact of Amsterdam", "charters"),
        ("the Kyoto Protocol", "a protocol"),
        ("the Rome Treaty", "a treaty, the other way round"),
        ("Mr. Rome met Dr. Essen", "persons with titles"),
        ("a visit by Florence Nightingale", "a person with a first name that is a city's"),
        ("experts of the EU, NDRC, DRC and IUC", "abbreviations"),
        ("the European Green Deal and SME funding", "a programme; Deal is a town of Kent"),
        ("Industrial Park and Free Trade Zone", "zones"),
        ("World Cities and the Covenant of Mayors", "programmes"),
        ("New York", "not York"),
        ("New Barnsley Road", "a street"),
    ],
)
def test_text_names_no_city(text: str, because: str) -> None:
    assert [
        city
        for city in cities_in(text, lead="Haikou", partners="Granada, Manchester", countries="China\tSpain, UK")
        if not city.startswith("us-new-york")
    ] == [], because


@pytest.mark.parametrize(
    ("text", "expected", "because"),
    [
        ("Nice and Haikou sign a letter", ["fr-nice", "cn-haikou"], "at the head of a text, and the plan's own city"),
        ("Nice hosts the fair", ["fr-nice"], "a verb behind it"),
        ("The mission goes on. Nice has meetings", ["fr-nice"], "at the head of a sentence"),
        ("visit to Nice Carnival", ["fr-nice"], "its carnival"),
        ("Nice to have: a nice logo", [], "the adjective at the head of a text"),
    ],
)
def test_nice_where_it_is_a_city_of_the_plan(text: str, expected: list[str], because: str) -> None:
    assert sorted(cities_in(text, **EUROPE)) == sorted(expected), because


@pytest.mark.parametrize(
    ("text", "never", "because"),
    [
        ("the Newcastle delegation", "au-newcastle", "a city of the head's country bears the name, too"),
        ("the Boston delegation", "gb-boston", "a small namesake isn't meant because of its country"),
        pytest.param(
            "the Washington office",
            "gb-washington",
            "the same",
        ),
    ],
)
def test_namesakes_in_text(text: str, never: str, because: str) -> None:
    assert never not in cities_in(text, partners="Manchester, Barnsley", countries="Germany\tUK"), because
