"""An export described for open-data portals: a DCAT-AP 3 record in JSON-LD.

Everything in it follows from the file or from what the publisher told (`publication`). Without a base URL the addresses
are relative to the record itself, which a portal that fetches it resolves. Without a publisher there is a dataset and no
catalogue, as DCAT-AP wants a publisher of a catalogue and only recommends one of a dataset.

Sources of the codes: EU Vocabularies (data themes, file types, languages, countries, access rights), IANA media types.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.datapackage import FILE_NAME as DATA_PACKAGE
from pipelines.datapackage import MEDIA_TYPES, FileFacts
from pipelines.export.properties import Properties
from pipelines.export.written import ExportFormat, Written
from pipelines.publication import NAME, TITLE, Publication
from pipelines.vocabulary import rows

FILE_NAME = "dcat.jsonld"

_AUTHORITY = "http://publications.europa.eu/resource/authority"
_IANA = "https://www.iana.org/assignments/media-types"
# The table of file types has no entry for SQLite; its media type tells.
_FILE_TYPES = {ExportFormat.csv: "CSV", ExportFormat.parquet: "PARQUET", ExportFormat.xlsx: "XLSX"}
_THEMES = {"REGI": "Regions and cities", "INTR": "International issues"}
_WORDS = {
    ExportFormat.csv: "CSV, a file for each table and view",
    ExportFormat.parquet: "Parquet, a file for each table and view",
    ExportFormat.xlsx: "Excel workbook, a sheet for each table and view",
    ExportFormat.sqlite: "SQLite database",
}
_CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

Node = dict[str, Any]

_ENGLISH: Node = {"@id": f"{_AUTHORITY}/language/ENG", "@type": "dct:LinguisticSystem"}


def record(
    written: Sequence[Written], files: Mapping[str, FileFacts], properties: Properties, publication: Publication
) -> Node:
    """The content of `dcat.jsonld`; `files` by path within the folder."""
    formats = tuple(dict.fromkeys(each.format for each in written))
    paths = {each: sorted({one.path for one in written if one.format is each}) for each in formats}
    base = f"{publication.base_url.rstrip('/')}/" if publication.base_url else ""
    distributions = [_distribution(each, paths[each], files, properties, publication, base) for each in formats]
    dataset = _dataset(distributions, properties, publication, base)
    graph = [dataset, *distributions]
    if publication.publisher:
        graph += [_publisher(publication, base), _catalogue(properties, publication, base)]
    return {"@context": _CONTEXT, "@graph": graph}


def _dataset(distributions: Sequence[Node], properties: Properties, publication: Publication, base: str) -> Node:
    node: Node = {
        "@id": f"{base}#dataset",
        "@type": "dcat:Dataset",
        "dct:title": _english(TITLE),
        "dct:description": _english(_description(properties)),
        "dct:identifier": NAME,
        "dcat:version": properties.schema_version,
        "dct:issued": _moment(properties.first_load_at.isoformat()),
        "dct:modified": _moment(properties.built_at.isoformat()),
        "dct:language": _ENGLISH,
        "dcat:theme": [_theme(code, label) for code, label in _THEMES.items()],
        "dcat:keyword": [_english(word) for word in _keywords()],
        "dct:spatial": _countries(properties),
        "dct:temporal": _period(properties),
        "dct:provenance": {
            "@type": "dct:ProvenanceStatement",
            "rdfs:label": _english(f"Read from {properties.meta['documents']} summaries; sources: {_sources()}"),
        },
        "dcat:distribution": [{"@id": node["@id"]} for node in distributions],
        "dct:publisher": _publisher_id(publication, base),
        "dcat:contactPoint": _contact(publication),
    }
    return {name: value for name, value in node.items() if value}


def _distribution(
    of: ExportFormat,
    paths: Sequence[str],
    files: Mapping[str, FileFacts],
    properties: Properties,
    publication: Publication,
    base: str,
) -> Node:
    """One format. What is many files is reached by way of the data package, which lists them."""
    is_one_file = len(paths) == 1
    node: Node = {
        "@id": f"{base}#{of}",
        "@type": "dcat:Distribution",
        "dct:title": _english(_WORDS[of]),
        "dct:description": _english(f"{_WORDS[of]}. Columns, keys and references are described in {DATA_PACKAGE}."),
        "dcat:accessURL": {"@id": f"{base}{DATA_PACKAGE}"},
        "dcat:downloadURL": {"@id": base + paths[0]} if is_one_file else None,
        "dct:format": _file_type(of),
        "dcat:mediaType": _coded(f"{_IANA}/{MEDIA_TYPES[of]}", "dct:MediaType"),
        "dcat:byteSize": {
            "@value": str(sum(files[path].bytes for path in paths)),
            "@type": "xsd:nonNegativeInteger",
        },
        "spdx:checksum": _checksum(files[paths[0]]) if is_one_file else None,
        "dct:modified": _moment(properties.built_at.isoformat()),
        "dct:license": _licence(publication),
        "dct:rights": {"@type": "dct:RightsStatement", "rdfs:label": _english(properties.meta["licence"])},
    }
    return {name: value for name, value in node.items() if value}


def _catalogue(properties: Properties, publication: Publication, base: str) -> Node:
    node: Node = {
        "@id": f"{base}#catalogue",
        "@type": "dcat:Catalog",
        "dct:title": _english(f"{TITLE}: open data"),
        "dct:description": _english("The data set of the warehouse and the formats that it is published in."),
        "dct:publisher": _publisher_id(publication, base),
        "dct:language": _ENGLISH,
        "dct:issued": _moment(properties.first_load_at.isoformat()),
        "dct:modified": _moment(properties.built_at.isoformat()),
        "dct:license": _licence(publication),
        "dct:spatial": _countries(properties),
        "dcat:themeTaxonomy": {
            **_coded(f"{_AUTHORITY}/data-theme", "skos:ConceptScheme"),
            "dct:title": _english("Data theme"),
        },
        "dcat:dataset": {"@id": f"{base}#dataset"},
    }
    return {name: value for name, value in node.items() if value}


def _theme(code: str, label: str) -> Node:
    return {**_coded(f"{_AUTHORITY}/data-theme/{code}", "skos:Concept"), "skos:prefLabel": _english(label)}


def _licence(publication: Publication) -> Node | None:
    return _coded(publication.licence, "dct:LicenseDocument") if publication.licence else None


def _file_type(of: ExportFormat) -> Node | None:
    return _coded(f"{_AUTHORITY}/file-type/{_FILE_TYPES[of]}", "dct:MediaTypeOrExtent") if of in _FILE_TYPES else None


def _countries(properties: Properties) -> list[Node]:
    return [_coded(f"{_AUTHORITY}/country/{code}", "dct:Location") for code in properties.countries]


def _coded(address: str, kind: str) -> Node:
    """A code of somebody's list, with its class: who checks a record doesn't fetch the list."""
    return {"@id": address, "@type": kind}


def _publisher_id(publication: Publication, base: str) -> Node | None:
    if not publication.publisher:
        return None
    return {"@id": publication.publisher_uri or f"{base}#publisher"}


def _publisher(publication: Publication, base: str) -> Node:
    return {**(_publisher_id(publication, base) or {}), "@type": "foaf:Agent", "foaf:name": publication.publisher}


def _contact(publication: Publication) -> Node | None:
    if not publication.contact:
        return None
    named = {"vcard:fn": publication.publisher} if publication.publisher else {}
    return {"@type": "vcard:Kind", **named, "vcard:hasEmail": {"@id": f"mailto:{publication.contact}"}}


def _period(properties: Properties) -> Node | None:
    if not (properties.first_day and properties.last_day):
        return None
    return {
        "@type": "dct:PeriodOfTime",
        "dcat:startDate": {"@value": properties.first_day.isoformat(), "@type": "xsd:date"},
        "dcat:endDate": {"@value": properties.last_day.isoformat(), "@type": "xsd:date"},
    }


def _checksum(facts: FileFacts) -> Node:
    return {
        "@type": "spdx:Checksum",
        "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
        "spdx:checksumValue": {"@value": facts.sha256, "@type": "xsd:hexBinary"},
    }


def _description(properties: Properties) -> str:
    return (
        f"A star schema of what {properties.meta['plans']} summaries of Urban Cooperation Action Plans (U-CAP) of the "
        "International Urban Cooperation programme say: partner cities, themes, Sustainable Development Goals, topics of the "
        "Urban Agenda for the EU, activities and expected results, each with the place in the text that it was read from."
    )


def _keywords() -> tuple[str, ...]:
    return ("U-CAP", "city partnerships", "urban development", "EU-China cooperation", "Sustainable Development Goals")


def _sources() -> str:
    return "; ".join(row["title"] for row in rows("sources")) + "."


def _english(text: str) -> Node:
    return {"@value": text, "@language": "en"}


def _moment(text: str) -> Node:
    return {"@value": f"{text}Z", "@type": "xsd:dateTime"}
