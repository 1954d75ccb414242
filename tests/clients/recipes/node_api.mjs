import { DuckDBInstance } from "@duckdb/node-api";

// An instance of its own for each question: it sees the load that is published at this moment.
// Rows come as JSON has them: dates as text, and BIGINT as text too, so that no digit is lost.
export async function ask(query) {
  const instance = await DuckDBInstance.create("warehouse/ucap.duckdb", { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(query)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

export const tables = () =>
  ask(`
    SELECT schema_name, table_name, comment FROM duckdb_tables() WHERE NOT internal
    UNION ALL
    SELECT schema_name, view_name, comment FROM duckdb_views() WHERE NOT internal
  `);

export const partnerships = () =>
  ask(`
    SELECT lead.city_name AS lead_city, partner.city_name AS partner_city
    FROM fact_partnership AS p
    JOIN dim_city AS lead ON lead.city_id = p.lead_city_id
    JOIN dim_city AS partner ON partner.city_id = p.partner_city_id
    ORDER BY ALL
  `);
