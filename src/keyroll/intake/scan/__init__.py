"""Finds copies of secrets: the values in a scanner's findings become fingerprints, then places and identifiers.

A value exists only from the scanner's pipe to its fingerprint; only this package opens it.
"""
