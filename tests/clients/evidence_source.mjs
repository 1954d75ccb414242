// Evidence's own connector on a source folder, as `npm run sources` calls it: `node evidence_source.mjs FILENAME QUERY`.
import { readFile } from "node:fs/promises";
import connector from "@evidence-dev/duckdb";

const [filename, query] = process.argv.slice(2);
const ask = await connector.getRunner({ filename }, "sources/ucap");
const { rows, columnTypes } = await ask(await readFile(query, "utf8"), query, 1000);
const batches = [];
for await (const batch of rows()) batches.push(batch);
console.log(JSON.stringify({ rows: batches.flat(), columnTypes }));
