import duckdb


def ask(query):
    """The answer as a polars frame, of the load that is published at this moment."""
    with duckdb.connect() as connection:
        connection.execute("ATTACH 'warehouse/ucap.duckdb' AS ucap (READ_ONLY)")
        connection.execute("USE ucap")
        return connection.sql(query).pl()


def tables():
    return ask("""
        SELECT schema_name, table_name, comment FROM duckdb_tables() WHERE NOT internal
        UNION ALL
        SELECT schema_name, view_name, comment FROM duckdb_views() WHERE NOT internal
    """)


def partnerships():
    cities = ask("FROM dim_city").select("city_id", "city_name")
    return (
        ask("FROM fact_partnership")
        .join(cities.rename({"city_name": "lead_city"}), left_on="lead_city_id", right_on="city_id")
        .join(cities.rename({"city_name": "partner_city"}), left_on="partner_city_id", right_on="city_id")
        .select("lead_city", "partner_city")
        .sort("lead_city", "partner_city")
    )
