"""How fast the warehouse is made, measured on summaries that `generator` writes; `make bench` runs it."""
