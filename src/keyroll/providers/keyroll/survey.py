"""keyroll's own list of its connections, as it writes it itself. A reference says where the value is kept, never it."""

from collections.abc import Iterator

from keyroll.errors import UsageError, VendorChanged
from keyroll.model.handle import Handle
from keyroll.model.observation import Observation, credential, registration
from keyroll.model.source import Source
from keyroll.providers.contract import Endpoint, Page

CONNECTIONS = "connections"
OWN = Source("keyroll")
OWNER = "keyroll"


def read_connections(page: Page) -> Iterator[Observation]:
    """Yield each connection's credential, where its vendor says which one it is, and a registration of it."""
    for one in page.records():
        try:
            source, named = Source.parse(one.text("source")), one.maybe("handle")
            handle = Handle.parse(named) if named else None
        except UsageError:
            raise VendorChanged(f"{one.where}: handle") from None
        if handle and one.maybe("kind"):
            yield credential(handle, one.text("kind"), name=one.maybe("name"), expires=one.time("expires"), owner=OWNER)
        yield registration(
            Handle.of(page.source, "connection", str(source)),
            vendor="",
            system=source.provider,
            names=handle.value if handle else one.maybe("name"),
            kind=one.maybe("kind"),
            owner=OWNER,
            note=f"keyroll reads {source} with it; its value is kept at {one.text('credential')}",
            ended_on=None,
        )


ENDPOINTS = (Endpoint(CONNECTIONS, "", read_connections),)
