"""Identifiers that may belong to the same credential, by weak evidence that a person has to judge."""

from keyroll.report.listing import Listing

LISTING = Listing(
    "possibly equal credentials, for a person to judge",
    "SELECT s.a, s.b, one.name AS a_name, other.name AS b_name, one.source AS a_source, other.source AS b_source, "
    "s.because FROM suggestions s LEFT JOIN credentials one ON one.id = s.a LEFT JOIN credentials other "
    "ON other.id = s.b",
    ("a", "b", "because"),
    "a, b, because",
    key="a",
    then="keyroll list credentials --open {a}",
    examples=("because LIKE '%last four%'", "a_source <> b_source"),
)
