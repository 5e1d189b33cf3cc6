"""Advisories in CSAF 2.0: vendors, affected products, window; what is unclear is asked, never guessed."""

from datetime import UTC, datetime
from typing import Any

import pytest

from keyroll.errors import UsageError, VendorChanged
from keyroll.security_events.advisory import choose, read_advisory


def branch(vendor: str, *products: str) -> dict[str, Any]:
    inner = [
        {
            "category": "product_name",
            "name": name,
            "branches": [
                {
                    "category": "product_version",
                    "name": "1",
                    "product": {"name": f"{name} 1", "product_id": f"{name}-1"},
                }
            ],
        }
        for name in products
    ]
    return {"category": "vendor", "name": vendor, "branches": inner}


def advisory(*branches: dict[str, Any], **status: list[str]) -> dict[str, Any]:
    return {
        "document": {
            "category": "csaf_security_advisory",
            "csaf_version": "2.0",
            "publisher": {"category": "coordinator", "name": "CERT", "namespace": "https://cert.example"},
            "title": "Tokens taken",
            "tracking": {
                "id": "CERT-2025-8",
                "initial_release_date": "2025-08-20T00:00:00Z",
                "current_release_date": "2025-08-26T10:00:00Z",
            },
        },
        "product_tree": {"branches": list(branches)},
        "vulnerabilities": [{"discovery_date": "2025-08-09T00:00:00Z", "product_status": status}],
    }


def test_one_vendor_and_what_is_affected():
    read = read_advisory(advisory(branch("Salesloft", "Drift", "Cadence"), known_affected=["Drift-1"]))
    assert choose(read) == ("Salesloft", ("Drift",))
    assert read.begins == datetime(2025, 8, 9, tzinfo=UTC)
    assert read.ends == datetime(2025, 8, 26, 10, tzinfo=UTC)
    assert read.text == "advisory CERT-2025-8 of CERT: Tokens taken"
    assert read.sure


def test_several_vendors_are_asked_about():
    read = read_advisory(advisory(branch("Salesloft", "Drift"), branch("Okta", "Support")))
    with pytest.raises(UsageError) as asked:
        choose(read)
    assert "Okta, Salesloft" in asked.value.hint
    assert choose(read, "okta") == ("Okta", ("Support",))
    with pytest.raises(UsageError, match="does not name"):
        choose(read, "Zendesk")


def test_a_vendor_of_which_nothing_is_affected_is_none():
    read = read_advisory(advisory(branch("Salesloft", "Drift"), branch("Okta", "Support"), first_affected=["Drift-1"]))
    assert choose(read)[0] == "Salesloft"


def test_under_investigation_counts_and_is_not_sure():
    read = read_advisory(advisory(branch("Salesloft", "Drift", "Cadence"), under_investigation=["Cadence-1"]))
    assert choose(read) == ("Salesloft", ("Cadence",))
    assert not read.sure


def test_no_vendor_in_the_tree_is_that_of_a_publisher_who_is_one():
    body = advisory()
    with pytest.raises(UsageError, match="names no vendor"):
        choose(read_advisory(body))
    assert choose(read_advisory(body), "Salesloft") == ("Salesloft", ())
    body["document"]["publisher"]["category"] = "vendor"
    assert choose(read_advisory(body)) == ("CERT", ())


def test_a_combination_is_affected():
    body = advisory(branch("Salesloft", "Drift"), branch("Salesforce", "CRM"), known_affected=["both"])
    body["product_tree"]["relationships"] = [
        {
            "category": "installed_with",
            "product_reference": "Drift-1",
            "relates_to_product_reference": "CRM-1",
            "full_product_name": {"name": "Drift in CRM", "product_id": "both"},
        }
    ]
    body["document"]["publisher"] |= {"category": "vendor", "name": "Salesloft"}
    assert choose(read_advisory(body)) == ("Salesloft", ("Drift in CRM",))


@pytest.mark.parametrize("body", [{}, {"document": {}}, {"document": {"csaf_version": "1.2"}}])
def test_another_document(body: dict[str, Any]):
    with pytest.raises(UsageError):
        read_advisory(body)


@pytest.mark.parametrize("path", ["title", "publisher", "tracking"])
def test_a_field_that_is_missing_is_named(path: str):
    body = advisory(branch("Salesloft", "Drift"))
    del body["document"][path]
    with pytest.raises((VendorChanged, UsageError)):
        read_advisory(body)
