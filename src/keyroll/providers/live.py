"""What ``connection.py`` in a provider's folder says: how its survey is read live.

A live read asks for the same pages that an export holds; ``survey.py`` reads both. A connection only knows how one
page is asked for, and takes out of an answer what is secret before anything else sees it. Paging, retries, resumption
and what is written where are the fetcher's (``intake/fetch.py``).
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
    """One question: the pull by name, for which parent, from which place on, and which version is here already.

    ``cursor`` is empty for the first page, else as the page before gave it. ``etag`` is what the answer to the same
    question gave the last time: where nothing has changed since, the vendor need not send it again.
    ``since`` is from when on records of a log are wanted; None for all.
    """

    pull: str
    each: str = ""
    cursor: str = ""
    etag: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer without anything secret in it. ``body`` is None where what was asked for has gone meanwhile.

    ``cursor`` leads to the next page; empty: this was the last one. ``unchanged``: the body is that of the version
    whose ``etag`` was given, and is not repeated here.
    """

    body: Json
    cursor: str = ""
    etag: str = ""
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Each:
    """The pull is asked once for every name that pages of another one (``of``) give.

    ``names`` is given a page's body and the parent under which it was asked (empty: none). A name is kept as it is in
    ``Ask.each``: with what else is needed to ask, such as ``repository/environment``. With ``deeper`` the pages of the
    pull itself name further ones: folders within folders; without ``of`` it begins with the empty name.
    """

    of: str
    names: Callable[[Json, str], Iterable[str]]
    deeper: bool = False


@dataclass(frozen=True, slots=True)
class Pull:
    """How pages of one endpoint are got.

    ``endpoint`` is a name of ``survey.py``; empty for a list that is only asked to know what else to ask. Several
    pulls may feed one endpoint (a list and its look-ups): each then has its own ``name``. ``scope`` is one of
    ``Provider.scopes``, which a refusal names. ``needs`` are names of settings without which it is left out, as not
    seen. ``optional_because`` says why a server that does not know the call at all (404) has nothing to show there.
    ``log`` is a name of ``logs.py``, in place of an endpoint: the pages hold its records in its envelope.
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
        """Its name: that of what it feeds where it has none of its own."""
        return self.name or self.feeds

    @property
    def feeds(self) -> str:
        """The endpoint, or the log; empty where it feeds none."""
        return self.endpoint or self.log


@dataclass(frozen=True, slots=True)
class Me:
    """Who a connection is, as the vendor says.

    ``identifier`` names the credential as the survey does (None where the vendor does not say), ``kind`` is one of
    ``Provider.kinds``; ``expires`` is ISO 8601.
    """

    name: str
    kind: str = ""
    identifier: Identifier | None = None
    expires: str = ""

    def row(self) -> dict[str, str]:
        """Return it as a record of keyroll's own."""
        return {"name": self.name, "kind": self.kind, "identifier": str(self.identifier or ""), "expires": self.expires}


class Live(Protocol):
    """A source, signed in to. What it raises is of the family of VendorError, and holds no secret."""

    def me(self) -> Me:
        """Ask who we are. Raises CredentialRefused, Unreachable."""
        ...

    def ask(self, ask: Ask) -> Answered:
        """Answer one question. May be called by as many threads at once as ``Connection.parallel`` says."""
        ...

    def close(self) -> None:
        """End it."""
        ...


@dataclass(frozen=True, slots=True)
class Setting:
    """Something a connection must know beside address and credential: an organisation, a mount, a file."""

    name: str
    meaning: str
    default: str = ""
    required: bool = False
    is_file: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """What a connection is opened with."""

    source: Source
    address: str
    credential: Secret
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Connection:
    """How a provider's survey is read live.

    ``make`` says how the credential is made at the vendor, step by step; ``page`` is where. ``address`` is the
    default (empty: it must be given). ``grant`` gives a text to paste at the vendor (a policy, statements) that allows
    what the pulls need and nothing else. ``parallel`` is how many questions may be under way at once. ``sends`` says
    what the value of the credential must be, where it is more than one token (``user:password``, a JSON key).
    """

    open: Callable[[Opening], Live]
    pulls: tuple[Pull, ...]
    make: tuple[str, ...]
    page: str = ""
    address: str = ""
    settings: tuple[Setting, ...] = ()
    grant: Callable[[Mapping[str, str]], str] | None = None
    parallel: int = 4
    sends: str = "a token"
    #: Gives the connection of one source, where what is asked follows from its settings; raises errors of the family.
    adapt: "Callable[[Source, Mapping[str, str]], Connection] | None" = None
