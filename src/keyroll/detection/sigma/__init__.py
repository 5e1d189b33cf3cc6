"""Sigma rules as SQL over the logs: read, find their log, compile, run in one pass, correlate, tell as findings.

Source: the Sigma specification 2.1 (rules, modifiers, correlation rules), github.com/SigmaHQ/sigma-specification, read
2026-11. Parsing and modifiers are pySigma's. What a value means in SQL is decided here.
"""
