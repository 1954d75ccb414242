"""The DCAT-AP record: what the profile asks for is there, what the file says is told, and nothing is invented."""

import hashlib
import json
from datetime import date
from pathlib import Path

import duckdb
import pytest
from rdflib import DCAT, DCTERMS, FOAF, RDF, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from pipelines.export.writing import export
from pipelines.export.written import ExportFormat
from pipelines.publication import Publication

SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
AUTHORITY = "http://publications.europa.eu/resource/authority"
BASE = "https://data.example.org/ucap/"
EVERYTHING = Publication(
    "City Network",
    "https://example.org/network",
    "data@example.org",
    "https://creativecommons.org/licenses/by/4.0/",
    BASE,
)
# Mandatory properties of the classes that the record may hold (DCAT-AP 3.0.1, and its SHACL shapes).
MANDATORY = {
    DCAT.Catalog: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher),
    SKOS.Concept: (SKOS.prefLabel,),
    SKOS.ConceptScheme: (DCTERMS.title,),
    DCAT.Dataset: (DCTERMS.title, DCTERMS.description),
    DCAT.Distribution: (DCAT.accessURL,),
    FOAF.Agent: (FOAF.name,),
    SPDX.Checksum: (SPDX.algorithm, SPDX.checksumValue),
}


def exported(warehouse: Path, folder: Path, publication: Publication) -> Graph:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        export(connection, folder, list(ExportFormat), publication)
    graph = Graph()
    graph.parse(folder / "dcat.jsonld", format="json-ld", publicID="https://portal.example.org/fetched/dcat.jsonld")
    return graph


@pytest.fixture(scope="module", params=["told everything", "told nothing"])
def graph(request: pytest.FixtureRequest, published: Path, tmp_path_factory: pytest.TempPathFactory) -> Graph:
    publication = EVERYTHING if request.param == "told everything" else Publication()
    return exported(published, tmp_path_factory.mktemp("dcat") / "out", publication)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("told") / "out"


@pytest.fixture(scope="module")
def told(published: Path, folder: Path) -> Graph:
    return exported(published, folder, EVERYTHING)


def only(graph: Graph, kind: Node) -> Node:
    (node,) = graph.subjects(RDF.type, kind)
    return node


def test_what_the_profile_demands_is_there(graph: Graph) -> None:
    assert only(graph, DCAT.Dataset)
    assert len(set(graph.subjects(RDF.type, DCAT.Distribution))) == len(ExportFormat)
    for kind, properties in MANDATORY.items():
        for node in graph.subjects(RDF.type, kind):
            for wanted in properties:
                assert list(graph.objects(node, wanted)), f"{kind} without {wanted}"


def test_every_address_is_one_and_every_node_has_its_class(graph: Graph) -> None:
    for wanted in (DCAT.accessURL, DCAT.downloadURL, DCTERMS.license, DCAT.theme, DCTERMS.format, DCAT.mediaType):
        for found in graph.objects(None, wanted):
            assert isinstance(found, URIRef) and str(found).startswith(("http://", "https://")), found
    for found in graph.objects(None, DCTERMS.publisher):
        assert (found, RDF.type, FOAF.Agent) in graph
    for found in graph.objects(None, DCTERMS.temporal):
        assert (found, RDF.type, DCTERMS.PeriodOfTime) in graph


def test_nothing_is_invented(published: Path, tmp_path: Path) -> None:
    silent = exported(published, tmp_path / "out", Publication())
    for kind in (DCAT.Catalog, FOAF.Agent, VCARD.Kind):
        assert not list(silent.subjects(RDF.type, kind))
    for unknown in (DCTERMS.publisher, DCTERMS.license, DCAT.contactPoint, DCTERMS.accrualPeriodicity):
        assert not list(silent.objects(None, unknown))
    addresses = {str(address) for address in silent.objects(None, DCAT.downloadURL)}
    assert addresses == {f"https://portal.example.org/fetched/ucap.{suffix}" for suffix in ("xlsx", "sqlite")}


def test_the_publisher_and_the_licence_are_those_told(told: Graph) -> None:
    publisher = URIRef("https://example.org/network")
    dataset, catalogue = only(told, DCAT.Dataset), only(told, DCAT.Catalog)
    assert told.value(dataset, DCTERMS.publisher) == told.value(catalogue, DCTERMS.publisher) == publisher
    assert told.value(publisher, FOAF.name) == Literal("City Network")
    assert told.value(catalogue, DCAT.dataset) == dataset
    assert told.value(told.value(dataset, DCAT.contactPoint), VCARD.hasEmail) == URIRef("mailto:data@example.org")
    for node in told.subjects(RDF.type, DCAT.Distribution):
        assert told.value(node, DCTERMS.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")


def test_period_and_countries_are_those_of_the_plans(told: Graph, warehouse: duckdb.DuckDBPyConnection) -> None:
    dataset = only(told, DCAT.Dataset)
    period = told.value(dataset, DCTERMS.temporal)
    assert told.value(period, DCAT.startDate) == Literal(date(2017, 5, 1))
    ((latest,),) = warehouse.execute(
        "SELECT greatest((SELECT max(period_end) FROM dim_plan), (SELECT max(end_date) FROM fact_activity))"
    ).fetchall()
    assert told.value(period, DCAT.endDate) == Literal(latest)
    countries = {str(country).rpartition("/")[2] for country in told.objects(dataset, DCTERMS.spatial)}
    assert countries == {"CHN", "DEU", "ESP", "FRA", "GBR", "ITA"}


def test_each_format_has_its_codes_and_its_file(told: Graph, folder: Path) -> None:
    found = {}
    for node in told.subjects(RDF.type, DCAT.Distribution):
        codes = (told.value(node, DCTERMS.format), told.value(node, DCAT.mediaType), told.value(node, DCAT.downloadURL))
        found[str(node).rpartition("#")[2]] = tuple(str(code) if code else None for code in codes)
    types = "https://www.iana.org/assignments/media-types"
    assert found == {
        "csv": (f"{AUTHORITY}/file-type/CSV", f"{types}/text/csv", None),
        "parquet": (f"{AUTHORITY}/file-type/PARQUET", f"{types}/application/vnd.apache.parquet", None),
        "xlsx": (
            f"{AUTHORITY}/file-type/XLSX",
            f"{types}/application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            f"{BASE}ucap.xlsx",
        ),
        "sqlite": (None, f"{types}/application/vnd.sqlite3", f"{BASE}ucap.sqlite"),
    }
    checksum = told.value(URIRef(f"{BASE}#xlsx"), SPDX.checksum)
    value = told.value(checksum, SPDX.checksumValue)
    assert value == Literal(hashlib.sha256((folder / "ucap.xlsx").read_bytes()).hexdigest(), datatype=XSD.hexBinary)


def test_first_and_latest_load_are_told(told: Graph, warehouse: duckdb.DuckDBPyConnection) -> None:
    dataset = only(told, DCAT.Dataset)
    ((first, last),) = warehouse.execute("SELECT min(finished_at), max(finished_at) FROM audit.load_run").fetchall()
    assert str(told.value(dataset, DCTERMS.issued)).removesuffix("+00:00").removesuffix("Z") == first.isoformat()
    assert str(told.value(dataset, DCTERMS.modified)).removesuffix("+00:00").removesuffix("Z") == last.isoformat()


@pytest.mark.parametrize(
    ("publication", "field"),
    [
        (Publication(licence="CC BY 4.0"), "licence"),
        (Publication(base_url="data.example.org"), "base_url"),
        (Publication("A", "http://a b"), "publisher_uri"),
        (Publication(publisher_uri="https://example.org"), "publisher_uri"),
        (Publication(contact="Ms Rossi"), "contact"),
    ],
)
def test_what_is_no_address_is_refused(publication: Publication, field: str) -> None:
    assert [name for name, _ in publication.problems()] == [field]


def test_the_record_is_json_that_anybody_can_read(folder: Path, told: Graph) -> None:
    record = json.loads((folder / "dcat.jsonld").read_text(encoding="utf-8"))
    assert set(record) == {"@context", "@graph"}
