"""The mutation fuzzer: documents that nobody would write, and what must hold for each of them all the same."""
