"""What is kept beside the warehouse: every document ever seen, what was read from each, and what was published last.

    documents/ab/<sha256>.gz    every distinct document, compressed; `gunzip -c` gives its bytes
    results/<parser>/<digest>/  what a version of the parser read, some documents together, as Parquet
    memory/<digest>/            a copy of what the published file remembers of earlier loads
    unfinished/                 what is being written; cleared by whoever comes next

Nothing here is needed to read the warehouse. Results can be made again from the documents; memory and the published
file each repair the other; the documents are what must not be lost. `opened` gives access, `bundle` and `durable` say
how things are written. One store belongs to one warehouse.
"""
