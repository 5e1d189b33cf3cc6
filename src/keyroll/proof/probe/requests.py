"""The probes that a person requests: for each credential references to its values, and the places that check it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from keyroll import tomltext
from keyroll.errors import ConfigError, UsageError
from keyroll.proof.probe.run import ProbeValues
from keyroll.secret import SCHEMES, SecretRef
from keyroll.tomltext import text_of, texts_of

_PAIR = re.compile(rf"(?P<id>.+?)=(?P<ref>(?:{'|'.join(SCHEMES)}):.+)", re.DOTALL)
#: References that end with the command.
ONCE = frozenset({"fd", "prompt"})
_FIELDS = ("old", "new", "old_as", "new_as", "at", "derived", "observer")


@dataclass(frozen=True, slots=True)
class ProbeRequest:
    """References to the values of one credential, and the places that check them.

    ``old_as`` is the account of the old value at the provider, if its identifier does not contain it. ``new_as`` is the
    account of the new value if it is another one. ``observer`` (name, reference) is an account that may list the
    sessions if the new account is not allowed to.
    """

    old: SecretRef | None = None
    new: SecretRef | None = None
    new_as: str = ""
    at: tuple[str, ...] = ()
    derived: tuple[SecretRef, ...] = ()
    observer: tuple[str, SecretRef] | None = None
    old_as: str = ""

    def resolve(self, identifier: str) -> ProbeValues:
        """Fetch the values; they exist as long as the returned object. Raises SecretUnavailable, UsageError."""
        if self.old is None:
            raise UsageError(f"no old value is given for {identifier}", hint=f"add --old '{identifier}=env:NAME'")
        return ProbeValues(
            self.old.resolve(),
            self.new.resolve() if self.new else None,
            tuple(reference.resolve() for reference in self.derived),
            (self.observer[0], self.observer[1].resolve()) if self.observer else None,
        )


def probe_requests(
    file: Path | None,
    old: Iterable[str] = (),
    new: Iterable[str] = (),
    at: Iterable[str] = (),
    derived: Iterable[str] = (),
) -> dict[str, ProbeRequest]:
    """Join a file of references with pairs ``ID=REFERENCE`` and ``ID=ADDRESS``. Raises UsageError, ConfigError."""
    requests = _file(file) if file else {}
    for name, pairs in (("old", old), ("new", new), ("derived", derived)):
        for pair in pairs:
            identifier, reference = _pair(pair)
            there, value = requests.get(identifier, ProbeRequest()), SecretRef.parse(reference)
            more = {name: (*there.derived, value)} if name == "derived" else {name: value}
            requests[identifier] = replace(there, **more)
    for pair in at:
        # A name may contain the separator, as names in directories do.
        known = next((requested for requested in requests if pair.startswith(f"{requested}=")), pair.partition("=")[0])
        identifier, address = known, pair[len(known) + 1 :]
        if not (identifier and address):
            raise UsageError("--at wants ID=ADDRESS", hint="for example: --at 'postgresql@main:role:app=db1:5432/app'")
        there = requests.get(identifier, ProbeRequest())
        requests[identifier] = replace(there, at=(*there.at, address))
    return requests


def fields(probe_request: ProbeRequest) -> dict[str, object]:
    """Return references as a table of such a file, which the server resolves again for each later try.

    Raises UsageError for a reference that gives its value only once.
    """
    named = [
        probe_request.old,
        probe_request.new,
        *probe_request.derived,
        *([probe_request.observer[1]] if probe_request.observer else []),
    ]
    once = sorted({ref.scheme for ref in named if ref and ref.scheme in ONCE})
    if once:
        raise UsageError(
            f"a {once[0]}: reference gives its value only during this command",
            hint="store the value at a place that a later attempt can read",
        )
    kept: dict[str, object] = {
        name: str(getattr(probe_request, name)) for name in ("old", "new") if getattr(probe_request, name)
    }
    kept |= {"old_as": probe_request.old_as, "new_as": probe_request.new_as, "at": list(probe_request.at)}
    kept["derived"] = [str(ref) for ref in probe_request.derived]
    return kept | (
        {"observer": f"{probe_request.observer[0]}={probe_request.observer[1]}"} if probe_request.observer else {}
    )


def _pair(text: str) -> tuple[str, str]:
    match = _PAIR.fullmatch(text)
    if match is None:
        # The text is left out of the message: it may hold a value pasted by mistake.
        raise UsageError(
            "a value must be given as ID=REFERENCE, never itself",
            hint="for example: --old 'postgresql@main:role:app=env:APP_OLD'",
        )
    return match["id"], match["ref"]


def _file(path: Path) -> dict[str, ProbeRequest]:
    content = tomltext.content(path, hint="check path and rights")
    return {identifier: read_fields(f"{path}: {identifier}", table) for identifier, table in content.items()}


def read_fields(where: str, fields: object) -> ProbeRequest:
    """Read one table of a file of references. Raises ConfigError with the position of the error."""
    table = tomltext.table_of(where, fields, _FIELDS, hint='write it as ["postgresql@main:role:app"]')
    text = text_of(where, table, "observer")
    observer = _PAIR.fullmatch(text)
    if text and observer is None:
        raise ConfigError(f"{where}: observer must be NAME=REFERENCE", hint='for example: observer = "monitor=env:M"')
    return ProbeRequest(
        _reference(text_of(where, table, "old")),
        _reference(text_of(where, table, "new")),
        text_of(where, table, "new_as"),
        texts_of(where, table, "at"),
        tuple(map(SecretRef.parse, texts_of(where, table, "derived"))),
        (observer["id"], SecretRef.parse(observer["ref"])) if observer else None,
        text_of(where, table, "old_as"),
    )


def _reference(text: str) -> SecretRef | None:
    return SecretRef.parse(text) if text else None
