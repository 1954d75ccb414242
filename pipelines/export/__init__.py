"""The published file in formats that other tools want: one module a format, each given the same relations and rows.

`relations` says what the file holds, `writing` runs the whole export, the others write one format each and know nothing
of where the folder comes to lie. What the folder says of itself is made by `pipelines.datapackage` and
`pipelines.catalogue_record`.
"""
