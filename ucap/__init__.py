"""The command line: one module a group of commands, and `terminal` for how things look there.

Imports `assets` (late, and only for `refresh`) and `pipelines`; nothing imports it.
"""
