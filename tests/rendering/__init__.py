"""How a plan looks in every layout that summaries are met in: `plan` → (`noise`) → one module per family of layouts."""
