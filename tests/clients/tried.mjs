// Runs a JavaScript recipe as `tried.py` runs a Python one: `node tried.mjs RECIPE < questions`, a line for a line.
import { createInterface } from "node:readline";

const recipe = await import(process.argv[2]);

for await (const line of createInterface({ input: process.stdin })) {
  const { queries, functions } = JSON.parse(line);
  const told = { answers: {} };
  for (const name of functions) told[name] = (await recipe[name]()).map(Object.values);
  for (const query of queries) told.answers[query] = (await recipe.ask(query)).map(Object.values);
  console.log(JSON.stringify(told));
}
