import duckdb


def ask(query):
    """The answer as a pandas frame, of the load that is published at this moment."""
    with duckdb.connect() as connection:
        connection.execute("ATTACH 'warehouse/ucap.duckdb' AS ucap (READ_ONLY)")
        connection.execute("USE ucap")
        return connection.sql(query).df()


def tables():
    return ask("""
        SELECT schema_name, table_name, comment FROM duckdb_tables() WHERE NOT internal
        UNION ALL
        SELECT schema_name, view_name, comment FROM duckdb_views() WHERE NOT internal
    """)


def partnerships():
    cities = ask("FROM dim_city").set_index("city_id")["city_name"]
    found = ask("FROM fact_partnership")
    found["lead_city"] = found["lead_city_id"].map(cities)
    found["partner_city"] = found["partner_city_id"].map(cities)
    return found[["lead_city", "partner_city"]].sort_values(["lead_city", "partner_city"])
