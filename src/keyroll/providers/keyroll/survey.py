"""keyroll's own list of its connections, and how the vendors identify them. A reference is never a value."""

from collections.abc import Iterator

from keyroll.errors import UsageError, VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.json import Record
from keyroll.model.observation import CredentialState, Observation, credential, registration
from keyroll.model.source import Source
from keyroll.providers.contracts.survey import Endpoint, SurveyPage

OWN = Source("keyroll")
CONNECTIONS = "connections"
OWNER = "keyroll"


def read_connections(page: SurveyPage) -> Iterator[Observation]:
    """Yield a registration of each connection's credential. Raises VendorChanged."""
    for one in page.records():
        identifier = _identifier(one)
        source = one.text("source")
        yield registration(
            Identifier.of(page.source, "connection", source),
            vendor="",
            system=source.partition("@")[0],
            names=identifier.value if identifier else one.maybe("name"),
            kind=one.maybe("kind"),
            owner=OWNER,
            note=f"keyroll reads {source} with it; its value is kept at {one.text('credential')}",
        )


def read_self(page: SurveyPage) -> Iterator[Observation]:
    """Yield the credential that read a source, by the vendor's identifier. Raises VendorChanged."""
    for one in page.records():
        identifier = _identifier(one)
        if identifier and one.maybe("kind"):
            name, expires = one.maybe("name"), one.time("expires")
            yield credential(identifier, one.text("kind"), name=name, expires=expires, owner=OWNER)


def token_identifier(name: str, source: Source = OWN) -> Identifier:
    """Return the identifier of a machine's token."""
    return Identifier.of(source, "machine_token", name)


def read_machine_tokens(page: SurveyPage) -> Iterator[Observation]:
    """Yield each token with which a machine calls the server. Raises VendorChanged."""
    for one in page.records():
        name, ended = one.text("name"), one.time("ended_at") is not None
        yield credential(
            token_identifier(name, page.source),
            "machine_token",
            name=name,
            state=CredentialState.DESTROYED if ended else CredentialState.ACTIVE,
            created=one.time("made_at"),
            expires=one.time("until"),
            owner=one.maybe("made_by"),
        )


def _identifier(one: Record) -> Identifier | None:
    named = one.maybe("identifier")
    try:
        return Identifier.parse(named) if named else None
    except UsageError:
        raise VendorChanged(f"{one.where}: identifier") from None


#: Read for every connected source, in addition to its own endpoints.
SELF = Endpoint("connection", "", read_self)
TOKENS = Endpoint("machine_tokens", "", read_machine_tokens)
ENDPOINTS = (Endpoint(CONNECTIONS, "", read_connections), SELF, TOKENS)
