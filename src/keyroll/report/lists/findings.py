"""Findings of the last hunt."""

from keyroll.report.listing import Listing

LISTING = Listing(
    "findings of the last hunt",
    "SELECT * FROM findings",
    ("detected_at", "severity", "subject", "title", "because"),
    "detected_at, id",
)
