"""The report of a scan: one line for each secret location, with fingerprints and derived identifiers, never a value.

``intake.scan`` writes it; each line is a page, so that a record's number gives its place. Line 1 describes the scan
itself: ``{"scan": {"root", "scanner", "history", "because"}}``. Every other line is ``{"place": {"id", "kind", "words",
"since", "line", "file", "file_sha256", "commit", "owner"}, "value": {"fingerprint", "provider", "kind", "rule",
"strong": [identifiers], "weak": [identifiers]}}``.
"""

from collections.abc import Iterator

from keyroll.errors import UsageError, VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.json import Json, Record
from keyroll.model.observation import Observation, location, value
from keyroll.providers.contracts.survey import Endpoint, SurveyPage

COPIES = "copies"


def fingerprint_identifier(fingerprint: str) -> Identifier:
    """Return the identifier of a secret value by its keyed fingerprint (``hmac:<key id>:<hex>``)."""
    return Identifier.anywhere("keyroll", "fingerprint", fingerprint)


def read_copies(page: SurveyPage) -> Iterator[Observation]:
    """Yield each value and the location that holds it. Raises VendorChanged."""
    line = page.record()
    if "scan" in line.body:
        return
    place, copy = line.inner("place"), line.inner("value")
    subject = fingerprint_identifier(copy.text("fingerprint"))
    identifiers = (*_identifiers(copy, "strong"), *_identifiers(copy, "weak"))
    yield value(subject, copy.text("kind"), identifiers=identifiers, provider=copy.maybe("provider"))
    yield location(
        Identifier.of(page.source, "place", place.text("id")),
        place.text("kind"),
        holder="",
        holds=(subject,),
        place=place.text("words"),
        since=place.time("since"),
        owner=place.maybe("owner"),
    )


def _identifiers(copy: Record, field: str) -> Iterator[Identifier]:
    listed = copy.body.get(field)
    for text in listed if isinstance(listed, list) else ():
        try:
            named = Identifier.parse(str(text))
        except UsageError:
            raise VendorChanged(f"{copy.where}: {field}") from None
        yield Identifier(named.issuer, named.kind, named.value, strong=field == "strong")


def _is_report(body: Json) -> bool:
    return isinstance(body, dict) and isinstance(body.get("scan"), dict) and "scanner" in str(body["scan"])


ENDPOINTS = (Endpoint(COPIES, "", read_copies, recognise=_is_report),)
