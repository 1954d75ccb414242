"""How right the reading is, counted over a labelled corpus: `make accuracy`.

`fields` says what is compared, `scoring` counts, `corpus` holds the labelled documents, `report` shows what came of it.
"""
