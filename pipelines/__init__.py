"""From raw U-CAP summaries to one DuckDB file, in plain Python.

    raw/*.txt …            bytes, never edited
      └ reading            bytes → text → form: sections of cells, each block a span of the text
          └ extraction     one module per kind of section: spans → records and issues
              └ staging    records of all documents → one frame per kind of record
                  └ star       staged frames → one frame per table, keys made, references resolved
                      └ checks     pandera on every frame: a row that fails quarantines its document
                          └ publish    frames → new DuckDB file, verified, swapped in

One direction; no step looks back. A document is read alone, in any order, on any core; only `star` sees all of them.
"""
