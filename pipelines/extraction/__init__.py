"""Sections of the form → records and findings: one module per kind of section. Knows no other document, never raises."""
