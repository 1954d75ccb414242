import adbc_driver_duckdb  # comes with DuckDB for Python
from adbc_driver_manager import dbapi


def connect():
    """Read-only: the driver's own `dbapi.connect` opens the file for writing, and no refresh could publish meanwhile."""
    return dbapi.connect(
        driver=adbc_driver_duckdb.driver_path(),
        entrypoint="duckdb_adbc_init",
        db_kwargs={"path": "warehouse/ucap.duckdb", "access_mode": "READ_ONLY"},
        autocommit=True,
    )


def ask(query):
    """An Arrow table, of the load that is published at this moment."""
    with connect() as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetch_arrow_table()


def tables():
    return ask("""
        SELECT schema_name, table_name, comment FROM duckdb_tables() WHERE NOT internal
        UNION ALL
        SELECT schema_name, view_name, comment FROM duckdb_views() WHERE NOT internal
    """)


def partnerships():
    return ask("""
        SELECT lead.city_name AS lead_city, partner.city_name AS partner_city
        FROM fact_partnership AS p
        JOIN dim_city AS lead ON lead.city_id = p.lead_city_id
        JOIN dim_city AS partner ON partner.city_id = p.partner_city_id
        ORDER BY ALL
    """)


def catalogue():
    """The comments of all columns (ADBC calls them remarks), and the keys of all tables."""
    with connect() as connection:
        (ucap,) = connection.adbc_get_objects(depth="all", catalog_filter="ucap").read_all().to_pylist()
    return [
        {
            "table": f"{schema['db_schema_name']}.{table['table_name']}",
            "columns": {column["column_name"]: column["remarks"] for column in table["table_columns"]},
            "key": of_kind("PRIMARY KEY", table)[0]["constraint_column_names"],
            "references": [
                (
                    each["constraint_column_names"],
                    "{fk_db_schema}.{fk_table}".format(**each["constraint_column_usage"][0]),
                )
                for each in of_kind("FOREIGN KEY", table)
            ],
        }
        for schema in ucap["catalog_db_schemas"]
        for table in schema["db_schema_tables"]
        if table["table_type"] == "BASE TABLE"
    ]


def of_kind(kind, table):
    return [each for each in table["table_constraints"] if each["constraint_type"] == kind]
