"""Finds copies of secrets: a scanner's findings become fingerprints at once, then places and identifiers.

A value lives from the scanner's pipe to its fingerprint and no longer; only this package opens one.
"""
