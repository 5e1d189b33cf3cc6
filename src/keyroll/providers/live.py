"""The declaration of a provider's ``connection.py``: how the provider is read live.

A live read requests the same pages that an export holds; ``survey.py`` reads both. A connection only holds the request
for one page, and removes secrets from a response before any other code reads it. The fetcher (``intake/fetch.py``) does
paging, retries, resumption and writing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from keyroll.model.identifier import Identifier
from keyroll.model.json import Json
from keyroll.model.source import Source
from keyroll.secret import Secret


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: the pull by name, the parent, the position, and the version that is already stored.

    ``cursor`` is empty for the first page, and otherwise the one from the previous page. ``etag`` is from the last
    response to the same request: if nothing has changed since, the vendor need not send the response again. ``since``
    is the first time of the wanted log records; None for all.
    """

    pull: str
    each: str = ""
    cursor: str = ""
    etag: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class LiveAnswer:
    """One response without secrets. ``body`` is None if the requested resource has been deleted.

    ``cursor`` leads to the next page; empty: this was the last one. ``unchanged``: the body is that of the version
    whose ``etag`` was given, and is not repeated here.
    """

    body: Json
    cursor: str = ""
    etag: str = ""
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Each:
    """One request for each name that pages of another pull (``of``) give.

    ``names`` gets a page's body and the parent of its request (empty: none). A name is kept unchanged in ``Ask.each``,
    with any further data that a request needs, such as ``repository/environment``. With ``deeper`` the pages of the
    pull itself give further names: folders within folders; without ``of`` it begins with the empty name.
    """

    of: str
    names: Callable[[Json, str], Iterable[str]]
    deeper: bool = False


@dataclass(frozen=True, slots=True)
class Pull:
    """The requests for the pages of one endpoint.

    ``endpoint`` is a name of ``survey.py``; empty for a list that only gives names for other requests. Several pulls
    may feed one endpoint (a list and its look-ups): each then has its own ``name``. ``scope`` is one of
    ``Provider.scopes``, which a refusal names. ``needs`` are names of settings; without them the pull is left out, as
    not seen. ``optional_because`` is the reason why a server without the call (404) has nothing to list. ``log`` is a
    name of ``logs.py``, in place of an endpoint: the pages hold its records in its envelope.
    """

    endpoint: str
    scope: str
    name: str = ""
    each: Each | None = None
    needs: tuple[str, ...] = ()
    optional_because: str = ""
    log: str = ""

    @property
    def called(self) -> str:
        """The pull's name; by default the name of the endpoint or log that it feeds."""
        return self.name or self.feeds

    @property
    def feeds(self) -> str:
        """The endpoint or the log that the pull feeds; empty if it feeds neither."""
        return self.endpoint or self.log


@dataclass(frozen=True, slots=True)
class Me:
    """The identity of a connection, as the vendor reports it.

    ``identifier`` names the credential as the listing does (None if the vendor does not show it), ``kind`` is one of
    ``Provider.kinds``; ``expires`` is ISO 8601.
    """

    name: str
    kind: str = ""
    identifier: Identifier | None = None
    expires: str = ""

    def row(self) -> dict[str, str]:
        """Return the credential as a record in keyroll's own form."""
        return {"name": self.name, "kind": self.kind, "identifier": str(self.identifier or ""), "expires": self.expires}


class LiveSource(Protocol):
    """A signed-in source. It raises VendorError and its subclasses, which hold no secret."""

    def me(self) -> Me:
        """Return keyroll's identity. Raises CredentialRefused, Unreachable."""
        ...

    def ask(self, ask: Ask) -> LiveAnswer:
        """Fetch one page. ``Connection.parallel`` is how many threads may call it at once."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...


@dataclass(frozen=True, slots=True)
class ConnectionSetting:
    """A setting that a connection needs in addition to address and credential: an organisation, a mount."""

    name: str
    meaning: str
    default: str = ""
    required: bool = False
    is_file: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """The arguments for opening a connection."""

    source: Source
    address: str
    credential: Secret
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Connection:
    """How a provider is read live.

    ``make`` lists the steps that create the credential at the vendor; ``page`` is the page for it. ``address`` is the
    default (empty: it must be given). ``grant`` returns a text to paste at the vendor (a policy, statements) that
    allows only the requests of the pulls. ``parallel`` is the most requests at once. ``sends`` describes the value of
    the credential, if it is more than one token (``user:password``, a JSON key).
    """

    open: Callable[[Opening], LiveSource]
    pulls: tuple[Pull, ...]
    make: tuple[str, ...]
    page: str = ""
    address: str = ""
    settings: tuple[ConnectionSetting, ...] = ()
    grant: Callable[[Mapping[str, str]], str] | None = None
    parallel: int = 4
    sends: str = "a token"
    #: Returns the connection of one source whose requests depend on its settings; raises VendorError.
    adapt: "Callable[[Source, Mapping[str, str]], Connection] | None" = None
