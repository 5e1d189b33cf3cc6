"""Advisories in CSAF 2.0."""

import json
from collections.abc import Iterable
from pathlib import Path

from fuzz import harvest
from fuzz.family import Family, Harness
from keyroll.security_events.advisory import choose, read_advisory

_WHOLE = {
    "document": {
        "csaf_version": "2.0", "title": "A breach", "publisher": {"name": "Okta", "category": "vendor"},
        "tracking": {"id": "X-1", "current_release_date": "2023-11-02T10:00:00Z", "initial_release_date": "2023-10-20T10:00:00Z"},
    },
    "product_tree": {
        "branches": [{"category": "vendor", "name": "Okta", "branches": [
            {"category": "product_name", "name": "Support", "product": {"product_id": "P1", "name": "Okta Support"}}]}],
        "full_product_names": [{"product_id": "P2", "name": "Other"}],
        "relationships": [{"product_reference": "P1", "full_product_name": {"product_id": "P3", "name": "Both"}}],
    },
    "vulnerabilities": [{"discovery_date": "2023-09-28T00:00:00Z", "product_status": {"known_affected": ["P1"], "under_investigation": ["P2"]},
        "threats": [{"category": "exploit_status", "date": "2023-09-29T00:00:00Z"}]}],
}  # fmt: skip


def seeds() -> Iterable[bytes]:
    """Return an advisory, and the examples of the tests."""
    return [json.dumps(_WHOLE).encode(), *harvest.trees("signals")]


def make(_place: Path) -> Harness:
    """Return the harness that reads an advisory."""

    def one(data: bytes) -> None:
        try:
            tree = json.loads(data)
        except (ValueError, RecursionError):
            return
        found = read_advisory(tree)
        found.text.encode("utf-8", "surrogatepass")
        choose(found)

    return one


FAMILY = Family("advisories", seeds, make)
