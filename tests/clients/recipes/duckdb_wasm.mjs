import * as duckdb from "@duckdb/duckdb-wasm";

const dist = "/node_modules/@duckdb/duckdb-wasm/dist/";
const bundle = await duckdb.selectBundle({
  mvp: { mainModule: dist + "duckdb-mvp.wasm", mainWorker: dist + "duckdb-browser-mvp.worker.js" },
  eh: { mainModule: dist + "duckdb-eh.wasm", mainWorker: dist + "duckdb-browser-eh.worker.js" },
});
const db = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), new Worker(bundle.mainWorker));
await db.instantiate(bundle.mainModule);
const connection = await db.connect();
let load = 0;

// The page works on a copy of the file; call this again to fetch the load that is published now.
export async function fetch_load() {
  const answer = await fetch("/warehouse/ucap.duckdb", { cache: "no-store" });
  if (load > 0) {
    await connection.query("USE memory; DETACH ucap");
    await db.dropFile(`load_${load}.duckdb`);
  }
  load += 1;
  await db.registerFileBuffer(`load_${load}.duckdb`, new Uint8Array(await answer.arrayBuffer()));
  await connection.query(`ATTACH 'load_${load}.duckdb' AS ucap (READ_ONLY); USE ucap`);
}

await fetch_load();

// Dates come as milliseconds since 1970, and BIGINT as BigInt.
export async function ask(query) {
  return (await connection.query(query)).toArray().map((row) => row.toJSON());
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
