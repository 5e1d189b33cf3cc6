"""Names of a hunt's identifiers, hosts and networks, and the owner of a credential."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from keyroll.addresses import cidr
from keyroll.model.finding import Story
from keyroll.providers import catalogue
from keyroll.store.relations import build
from keyroll.store.session import Session

_HOST: Final = "host"
#: The suffix of an identifier whose name the record lacks, and the kinds of subject of a group or a grant.
_UNNAMED: Final = "not named in the log"
_CONCERNED: Final = {"member": "account", "grant": "account"}
_UNNAMED_ID: Final = re.compile(rf"[\w@*.-]+:[a-z_]+:{_UNNAMED}")
#: The form of a native id in a text: shorter words are ordinary words.
_ID: Final = re.compile(r"[\w@*.-]+:[a-z_]+:[^\s,;]+|[A-Za-z0-9_.-]{8,}")
_NETWORK: Final = re.compile(r"(?<![\w.])(?:\d{1,3}\.){2}\d{1,3}(?![\w.]|\.\d)")
#: Names by whole identifier, or by the id in its system.
_CALLED: Final = """
WITH known AS (
    SELECT principal AS id, name, NULL AS owner FROM principals UNION ALL SELECT id, name, owner FROM credentials
)
SELECT id, name, owner FROM known WHERE list_contains($words::VARCHAR[], id)
OR list_contains($words::VARCHAR[], array_to_string(string_split(id, ':')[3:], ':'))
"""
#: A change of a group in which the event has the member instead of the group.
_SAME: Final = re.compile(r"\badded (\S+) to \1(?=;|,|$)")
_OF: Final = """
SELECT e.credential, any_value(p.name), any_value(p.email) FROM events e
JOIN principals p ON p.principal = e.actor
WHERE list_contains($ids::VARCHAR[], e.credential) GROUP BY e.credential HAVING count(DISTINCT e.actor) = 1
"""


def with_cidr(text: str, networks: Sequence[str]) -> str:
    """Return a text with these networks written as CIDR."""
    return _NETWORK.sub(lambda found: cidr(found[0]) if found[0] in networks else found[0], text)


@dataclass(frozen=True, slots=True)
class Subjects:
    """Names by identifier, owners by credential, and the names of incidents by their story."""

    names: Mapping[str, str]
    owners: Mapping[str, str] = field(default_factory=dict)
    incidents: Mapping[str, str] = field(default_factory=dict)
    #: Names by the system's own id.
    native: Mapping[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        native = {identifier.split(":", 2)[-1]: name for identifier, name in self.names.items() if ":" in identifier}
        object.__setattr__(self, "native", native)

    def name(self, identifier: str) -> str:
        """Return the name of an identifier, else its kind and the id in its system."""
        if known := self.names.get(identifier):
            return known
        _, kind, value = _parts(identifier)
        if kind == _HOST:
            return f"host {value}"
        if value == _UNNAMED:
            return f"{_CONCERNED.get(kind, kind).replace('_', ' ')} that the log does not name"
        return f"{kind.replace('_', ' ')} {value}" if value.isdecimal() else value

    def said(self, text: str, networks: Sequence[str]) -> str:
        """Return a text with names instead of ids, and with networks written as CIDR."""
        text = _SAME.sub(r"added \1 to a group that the event does not name", text)
        text = re.sub(r"\bmember of a group\b", "member of a group that the event does not name", text)
        text = _UNNAMED_ID.sub(lambda found: self.name(found[0]), text)
        text = _ID.sub(self._named, text)
        return with_cidr(text, networks)

    def _named(self, found: re.Match[str]) -> str:
        return self.names.get(found[0]) or self.native.get(found[0]) or found[0]


def is_host(identifier: str) -> bool:
    """Return whether an identifier is a computer's: it is not a credential."""
    return _parts(identifier)[1] == _HOST


def hosts(identifiers: Sequence[str]) -> list[str]:
    """Return the computers among identifiers, each once, from all sensors."""
    return list(dict.fromkeys(_parts(one)[2] for one in identifiers if is_host(one)))


def credentials(identifiers: Sequence[str]) -> list[str]:
    """Return those identifiers that are not computers', in their order, each once."""
    return list(dict.fromkeys(one for one in identifiers if not is_host(one)))


def subjects(session: Session, stories: Sequence[Story], incidents: Mapping[str, str]) -> Subjects:
    """Return names and owners of all known credentials, and of the credentials of stories that only logs name.

    Needs the inventory's views and ``events``.
    """
    build(session, "credentials", "principals")
    rows = session.tuples(
        "SELECT principal, name, NULL FROM principals UNION ALL SELECT id, name, owner FROM credentials"
    )
    return _named(session, rows, {one for story in stories for one in story.subjects}, incidents)


def called(session: Session, identifiers: Collection[str], texts: Iterable[str] = ()) -> Subjects:
    """Return names and owners of these identifiers, and of the ids in these texts.

    Needs the inventory's views and ``events``.
    """
    build(session, "credentials", "principals")
    words = {*identifiers, *(word for text in texts for word in _ID.findall(text))}
    return _named(session, session.tuples(_CALLED, {"words": sorted(words)}), identifiers, {})


def _named(
    session: Session, rows: Iterable[Sequence[object]], used: Iterable[str], incidents: Mapping[str, str]
) -> Subjects:
    """Return the names of rows (id, name, owner), and those of used credentials that only logs name."""
    known = [(str(one), str(name or ""), str(owner or "")) for one, name, owner in rows]
    names = {one: name for one, name, _ in known if name}
    owners = {one: owner for one, _, owner in known if owner}
    unnamed = sorted({one for one in used if not is_host(one)} - names.keys())
    for one, name, email in session.tuples(_OF, {"ids": unnamed}) if unnamed else ():
        provider, kind, value = _parts(str(one))
        issued = catalogue.kind(provider.partition("@")[0], kind)
        title = issued.vendor_name.partition(",")[0].removesuffix(" of a user") if issued else kind.replace("_", " ")
        names[str(one)] = f"{name}'s {title} ({value})"
        owners.update({str(one): str(email)} if email else {})
    return Subjects(names, owners, incidents)


def _parts(identifier: str) -> tuple[str, str, str]:
    source, _, rest = identifier.partition(":")
    kind, _, value = rest.partition(":")
    return source, kind, value or identifier
