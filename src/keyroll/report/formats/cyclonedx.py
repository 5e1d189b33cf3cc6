"""CycloneDX 1.7 (ECMA-424): a list as a bill of cryptographic assets, one component for each row.

Source: cyclonedx.org, JSON schema 1.7, read 2026-11. The serial number is derived from the content, so that the same
home gives the same document. Unknown dates are left out, as is ``securedBy``: no source shows how a holder protects its
copy. It holds no value of a credential, because none is stored.
"""

import json
from collections.abc import Iterator
from uuid import NAMESPACE_URL, uuid5

from keyroll.clock import iso
from keyroll.errors import UsageError
from keyroll.model.json import Json
from keyroll.report.format import Format
from keyroll.report.listing import Listed, listings, named
from keyroll.version import VERSION
from keyroll.visible import visible_json


def _write(listed: Listed, _class: str) -> Iterator[str]:
    form = named(listed.kind).cyclonedx
    if form is None:
        known = ", ".join(kind for kind, listing in listings().items() if listing.cyclonedx)
        raise UsageError(f"the list of {listed.kind} has no form in CycloneDX", hint=f"it is for: {known}")
    components: list[Json] = [made for row in listed.rows if (made := form(row, listed.as_of)) is not None]
    said: dict[str, Json] = {"name": "keyroll:list", "value": f"{listed.kind} {listed.note or 'as known now'}"}
    tool: dict[str, Json] = {"type": "application", "name": "keyroll", "version": VERSION}
    body: dict[str, Json] = {
        "metadata": {"timestamp": iso(listed.as_of), "tools": {"components": [tool]}, "properties": [said]},
        "components": components,
    }
    head: dict[str, Json] = {
        "$schema": "http://cyclonedx.org/schema/bom-1.7.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.7",
        "serialNumber": _serial(listed.kind, components),
        "version": 1,
    }
    yield visible_json(json.dumps(head | body, indent=1, ensure_ascii=False)) + "\n"


def _serial(listing: str, components: list[Json]) -> str:
    """Return a UUID of the listed content; it does not depend on the time of the request."""
    return uuid5(NAMESPACE_URL, f"keyroll {listing} {json.dumps(components, sort_keys=True)}").urn


FORMAT = Format(_write)
