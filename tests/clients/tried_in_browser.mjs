// Runs the recipe for browsers as `tried.py` runs a Python one: each answer is posted, and answered with the next questions.
const plain = (key, value) => (typeof value === "bigint" ? Number(value) : value);
const post = (told) => fetch("/told", { method: "POST", body: JSON.stringify(told, plain) });

async function answered(recipe, { queries, functions }) {
  const told = { answers: {} };
  for (const name of functions) told[name] = (await recipe[name]()).map(Object.values);
  for (const query of queries) told.answers[query] = (await recipe.ask(query)).map(Object.values);
  told.page = [...document.querySelectorAll("tr")].map((line) => [...line.cells].map((cell) => cell.textContent));
  return told;
}

try {
  const recipe = await import("/duckdb_wasm.mjs");
  let questions = await (await post(null)).json();
  for (;;) {
    questions = await (await post(await answered(recipe, questions))).json();
    await recipe.fetch_load();
  }
} catch (error) {
  await post({ error: `${error.stack ?? error}` });
}
