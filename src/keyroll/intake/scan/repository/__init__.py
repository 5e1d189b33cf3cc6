"""Reads the history of git repositories: the objects, within limits, and never the configuration.

Nothing here runs a program, reads ``config``, ``attributes``, hooks, mailmap, grafts or replacements, follows a link,
or opens a file outside the scanned root (docs/adr/0022).
"""
