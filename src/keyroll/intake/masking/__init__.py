"""The one mask that everything passes before it is written: lake, raw copies, quarantine, pages of live reads.

Values are found by where they stand (``anchors``, ``texts``, ``fields``), in whatever encoding (``normal``, ``quotes``,
``columns``), and are replaced by their keyed fingerprint (``mask``). Nothing here opens a file.
"""
