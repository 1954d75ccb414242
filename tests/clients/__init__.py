"""The published file in the hands of its users: every client is opened as `docs/connect.md` says, and asked the same things.

`recipes/` holds what the page shows, one file a client; `clients.toml` says which are tried, in which versions. Tests of
what the file holds don't belong here.
"""
