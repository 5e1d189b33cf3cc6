"""The vendor register: a CSV with the columns vendor, system, credential, kind, owner, note, reviewed_on.

``system`` is the name of the provider that checks the credential (``jira``), ``credential`` its name or native id.
The first three columns must be there; their cells may be empty, as people's lists are. ``reviewed_on`` is not read.
"""

from collections.abc import Iterator

from keyroll.errors import VendorChanged
from keyroll.model.handle import Handle
from keyroll.model.ids import digest
from keyroll.model.json import Json
from keyroll.model.observation import Observation, registration
from keyroll.providers.contract import Endpoint, Page

NEEDED = ("vendor", "system", "credential")
_HINT = "the register needs the columns vendor, system and credential in its first line"


def read_vendors(page: Page) -> Iterator[Observation]:
    """Yield a registration per row that says anything."""
    for row in page.records():
        for column in NEEDED:
            if column not in row.body:
                raise VendorChanged(f"{row.where}: {column}", hint=_HINT)
        vendor, system, names = (row.maybe(column).strip() for column in NEEDED)
        if vendor or system or names:
            yield registration(
                Handle.of(page.source, "registration", digest(vendor, system, names)),
                vendor=vendor,
                system=system,
                names=names,
                kind=row.maybe("kind").strip(),
                owner=row.maybe("owner").strip(),
                note=row.maybe("note").strip(),
            )


def is_register(body: Json) -> bool:
    """Say whether header names, or rows, are those of a vendor register."""
    first = body[0] if isinstance(body, list) and body else None
    names = first if isinstance(first, dict) else body if isinstance(body, list) else []
    return all(column in names for column in (*NEEDED, "owner"))


ENDPOINTS = (Endpoint("vendors", "", read_vendors, recognise=is_register, format="csv"),)
