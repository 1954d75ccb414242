"""Bytes → text → the form: sections of cells, each block of a cell a span of the text. Knows no field's meaning."""
