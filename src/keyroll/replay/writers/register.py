"""The register as spreadsheets: who holds which credential, and how each kind must be changed."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from keyroll.replay.estate import RegisterLine
from keyroll.replay.servers import DataCentreServer

_COLUMNS = ("vendor", "system", "credential", "kind", "owner", "note", "reviewed_on")
#: The rules that the company wrote down, whether or not anybody follows them.
_POLICIES = (
    ("provider", "kind", "method", "every_days", "who"),
    ("aws", "access_key", "second key, move the consumer, delete the first", "90", "cloud platform"),
    ("bitbucket", "access_token", "new token, then delete the old one", "365", "developer tools"),
    ("bitbucket", "account", "change the password", "180", "it operations"),
    ("cloudflare", "access_service_token", "rotate in the dashboard", "365", "network"),
    ("cloudflare", "account_token", "roll", "365", "network"),
    ("jira", "account", "change the password", "180", "it operations"),
    ("okta", "api_token", "new token, then revoke the old one", "365", "identity"),
    ("okta", "client_secret", "second secret, move the consumer, deactivate the first", "180", "identity"),
)


def vendors(found: Sequence[RegisterLine]) -> Iterator[bytes]:
    """The whole register of vendors as CSV."""
    rows = ((one.vendor, one.system, one.credential, one.kind, one.owner, one.note, one.reviewed) for one in found)
    yield table((_COLUMNS, *rows))


def policies() -> Iterator[bytes]:
    """The documented rotation processes as CSV."""
    yield table(_POLICIES)


def hosts(found: Iterable[DataCentreServer]) -> Iterator[bytes]:
    """Return the inventory of servers as CSV: the address of each, and the system that runs on it."""
    rows = ((one.name, one.address, one.runs) for one in found)
    yield table((("host", "address", "runs"), *rows))


def table(rows: Iterable[tuple[str, ...]]) -> bytes:
    """Return rows as CSV, without the last line end."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().rstrip("\n").encode()
