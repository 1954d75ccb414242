import ibis

con = ibis.duckdb.connect()
con.attach("warehouse/ucap.duckdb", "ucap", read_only=True)


def see_new_load():
    """Expressions made before stay good: they name tables, and these are looked up when the expression is executed."""
    con.detach("ucap")
    con.attach("warehouse/ucap.duckdb", "ucap", read_only=True)


def table(name, schema="main"):
    return con.table(name, database=("ucap", schema))


def ask(query):
    con.raw_sql("USE ucap")
    try:
        return con.sql(query).to_pyarrow()
    finally:
        con.raw_sql("USE memory")


def tables():
    """ibis lists names; comments are in DuckDB's own tables of tables."""
    comments = ask("""
        SELECT schema_name AS s, table_name AS t, comment FROM duckdb_tables() WHERE NOT internal
        UNION ALL
        SELECT schema_name, view_name, comment FROM duckdb_views() WHERE NOT internal
    """).to_pylist()
    comment_of = {(row["s"], row["t"]): row["comment"] for row in comments}
    return [
        (schema, name, comment_of[schema, name])
        for schema in con.list_databases(catalog="ucap")
        for name in con.list_tables(database=("ucap", schema))
    ]


def partnerships():
    city, partnership = table("dim_city"), table("fact_partnership")
    lead = city.select(lead_city_id="city_id", lead_city="city_name")
    partner = city.select(partner_city_id="city_id", partner_city="city_name")
    joined = partnership.join(lead, "lead_city_id").join(partner, "partner_city_id")
    return joined.select("lead_city", "partner_city").order_by("lead_city", "partner_city").to_pyarrow()
