from sqlalchemy import MetaData, Table, create_engine, inspect, select
from sqlalchemy.pool import NullPool

# A pool would keep a connection, and with it the load that it opened. With NullPool each `connect()` opens the file anew.
ENGINE = create_engine("duckdb:///warehouse/ucap.duckdb?access_mode=read_only", poolclass=NullPool)


def ask(query):
    """The rows of the load that is published at this moment."""
    with ENGINE.connect() as connection:
        return connection.exec_driver_sql(query).fetchall()


def tables():
    with ENGINE.connect() as connection:
        inspector = inspect(connection)
        return [
            (schema, name, inspector.get_table_comment(name, schema)["text"])
            for schema in schemas(inspector)
            for name in inspector.get_table_names(schema) + inspector.get_view_names(schema)
        ]


def schemas(inspector):
    """Those of the file; the dialect lists DuckDB's own ones too, all with their database before them."""
    return [name.removeprefix("ucap.") for name in inspector.get_schema_names() if name.startswith("ucap.")]


def partnerships():
    metadata = MetaData(schema="main")
    partnership = Table("fact_partnership", metadata, autoload_with=ENGINE)
    city = Table("dim_city", metadata, autoload_with=ENGINE)
    lead, partner = city.alias(), city.alias()
    query = (
        select(lead.c.city_name.label("lead_city"), partner.c.city_name.label("partner_city"))
        .join_from(partnership, lead, partnership.c.lead_city_id == lead.c.city_id)
        .join(partner, partnership.c.partner_city_id == partner.c.city_id)
        .order_by("lead_city", "partner_city")
    )
    with ENGINE.connect() as connection:
        return connection.execute(query).fetchall()


def catalogue():
    """The comments of all columns, and the keys of all tables."""
    with ENGINE.connect() as connection:
        inspector = inspect(connection)
        return [
            {
                "table": f"{schema}.{name}",
                "columns": {each["name"]: each["comment"] for each in inspector.get_columns(name, schema)},
                "key": inspector.get_pk_constraint(name, schema)["constrained_columns"],
                "references": [
                    (each["constrained_columns"], f"{each['referred_schema']}.{each['referred_table']}")
                    for each in inspector.get_foreign_keys(name, schema)
                ],
            }
            for schema in schemas(inspector)
            for name in inspector.get_table_names(schema)
        ]
