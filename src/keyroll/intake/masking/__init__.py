"""The mask for everything that is written: lake, raw copies, quarantine, pages of live reads.

The mask finds values by their context (``anchors``, ``texts``, ``fields``), in any encoding (``normal``, ``quotes``,
``columns``), and replaces them by their keyed fingerprint (``mask``). It finds copies of values
that it replaced before (``known``). Only their fingerprints are read from a file and written to it, by the store.
"""
