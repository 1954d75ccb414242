"""The tables of the warehouse: DuckDB takes their declarations, and they are those of the contract."""

import duckdb
import pytest

from pipelines import tables
from pipelines.schema import TEXT, Table

# The contract's tables and columns, which may be added to but not renamed or dropped.
CONTRACT = {
    "dim_document": "document_id file_name sha256 byte_size media_type encoding title version first_seen_at text",
    "dim_plan": "plan_id document_id lead_city_id period_raw period_start period_end period_precision period_is_open "
    "population population_raw area_km2 area_raw lead_province partner_provinces_raw country_raw partner_countries_raw title",
    "dim_city": "city_id city_name country_code province province_code geonames_id latitude longitude in_gazetteer",
    "dim_country": "country_code country_code3 country_name programme_side",
    "dim_date": "date year quarter month month_name year_month day weekday",
    "dim_sdg": "sdg_goal sdg_code title uri colour",
    "dim_urban_agenda_topic": "topic_code topic_name launched_year",
    "dim_theme": "theme_code theme_name definition",
    "dim_activity_type": "activity_type label definition",
    "fact_partnership": "partnership_id lead_city_id partner_city_id position city_pair_id activity_count result_count "
    "has_signed_agreement has_expected_agreement",
    "fact_activity": "activity_id sequence parent_activity_id date_raw start_date end_date date_precision "
    "date_is_inherited activity_type is_online description",
    "bridge_activity_city": "activity_id city_id is_lead is_partner",
    "fact_sdg_tag": "sdg_tag_id sdg_goal section theme_sequence raw_text is_misspelt",
    "fact_urban_agenda_tag": "urban_agenda_tag_id topic_code section theme_sequence raw_text",
    "fact_theme": "plan_theme_id sequence theme_code heading description",
    "fact_statement": "statement_id section sequence heading text",
    "fact_result": "result_id sequence description",
    "bridge_result_city": "result_id city_id is_lead is_partner",
    "audit.evidence": "table_name row_id column_name document_id raw_text source_start source_end",
    "audit.quality_issue": "issue_id document_id plan_id table_name row_id column_name code severity message raw_text "
    "source_start source_end",
    "audit.arrival": "file_name sha256 document_id status reason first_seen_at",
    "audit.load_run": "run_id started_at finished_at code_version documents_seen documents_loaded documents_quarantined "
    "rows_loaded",
}
BY_NAME = {table.qualified_name: table for table in tables.PUBLISHED}


@pytest.mark.parametrize("name", CONTRACT)
def test_the_contracts_columns_are_there(name: str) -> None:
    assert set(CONTRACT[name].split()) <= set(BY_NAME[name].column_names)


@pytest.mark.parametrize("table", tables.FACTS, ids=str)
def test_every_fact_names_its_plan_document_and_place(table: Table) -> None:
    assert {"plan_id", "document_id", "source_start", "source_end"} <= set(table.column_names)


def test_duckdb_takes_every_table_and_comment_in_the_order_of_loading() -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA audit; CREATE SCHEMA history")
        for table in tables.PUBLISHED:
            connection.execute(table.ddl())
            connection.execute(";".join(table.comments()))


def test_no_name_needs_quotes() -> None:
    with duckdb.connect() as connection:
        reserved = connection.execute("SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category = 'reserved'")
        words = {str(word) for (word,) in reserved.fetchall()}
    assert not words & {name for table in tables.PUBLISHED for name in (table.name, *table.column_names)}


@pytest.mark.parametrize("table", tables.PUBLISHED + tables.STAGING, ids=str)
def test_pandera_takes_every_declaration(table: Table) -> None:
    table.pandera_schema().validate(table.empty(), lazy=True)


@pytest.mark.parametrize("table", tables.PUBLISHED, ids=str)
def test_every_table_has_a_key_and_every_column_its_words(table: Table) -> None:
    assert table.key
    assert all(column.description for column in table.columns)


@pytest.mark.parametrize("table", tables.STAGING[1:], ids=str)
def test_every_staged_row_can_be_laid_to_a_document(table: Table) -> None:
    assert table.column_names[0] == "document_id"


def test_only_keys_between_schemas_are_left_to_the_checks() -> None:
    left = [str(table) for table in tables.PUBLISHED for reference in table.references if not table.holds(reference)]
    assert set(left) == {"audit.evidence", "audit.quality_issue"}


def test_an_empty_text_is_refused_wherever_a_text_may_stand() -> None:
    texts = [column for table in tables.PUBLISHED for column in table.columns if column.type is TEXT]
    assert all(column.rules() or column.references for column in texts)
