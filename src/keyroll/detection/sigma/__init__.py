"""Sigma rules as SQL over the logs: rules are read, matched to their logs, compiled, run in one pass, and correlated.

Source: the Sigma specification 2.1 (rules, modifiers, correlation rules), github.com/SigmaHQ/sigma-specification, read
2026-11. pySigma parses rules and modifiers. The meaning of a value in SQL is defined here.
"""
