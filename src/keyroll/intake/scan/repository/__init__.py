"""Reads the history of git repositories: objects only, within limits, and nothing of their configuration.

Nothing here runs a program, reads ``config``, ``attributes``, hooks, mailmap, grafts or replacements, follows a link,
or opens a file outside the scanned root (docs/adr/0022).
"""
