"""Shared code of rotators: digests as names of values, and the outcome of an effect over HTTP."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Final, TypeVar
from urllib.parse import quote

from keyroll.errors import AnswerLost, NotThere, Throttled, Unreachable, VendorChanged, VendorError
from keyroll.http import Body, Http, Reply, Sealed, bearer
from keyroll.model.json import Record, single
from keyroll.model.probe import Plane
from keyroll.providers.contracts.check import PlanCheck
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import Created, EffectResult, Ended, Generation, ListedGenerations, Subject

#: GitHub and others require a second between changes.
SECOND = timedelta(seconds=1)
#: The end of the name of a new value: the mark of its request, and the value that it replaces.
TAG: Final = re.compile(r"\s*\[keyroll (\S*) (\S+)\]\Z")
E = TypeVar("E", bound=EffectResult)


def digest(stored: str | bytes) -> str:
    """Return a name of a stored hash, from which neither the hash nor the value can be computed."""
    raw = stored.encode() if isinstance(stored, str) else stored
    return hashlib.sha256(b"keyroll generation\0" + raw).hexdigest()[:20]


def of_one_purpose(account: str, made_for: Mapping[str, str]) -> set[str]:
    """Return the values of one purpose: the account's value, its replacements, and the value that it replaced.

    ``made_for`` names for each listed value the value that it replaces; it is empty for other values.
    """
    before = made_for.get(account, "")
    return {name for name, of in made_for.items() if account in (name, of) or (before and before in (name, of))}


def named_by(
    field: str,
    account: str,
    records: Sequence[Record],
    made_for: Callable[[Record], str],
    generation: Callable[[Record], Generation],
) -> ListedGenerations:
    """Return the generations of one purpose among a vendor's records, of which ``field`` is the id."""
    same = of_one_purpose(account, {one.text(field): made_for(one) for one in records})
    return ListedGenerations(tuple(generation(one) for one in records if one.text(field) in same))


def tag_of(name: str, tag: re.Pattern[str] = TAG) -> tuple[str, str]:
    """Return the mark of the request and the replaced value; empty texts for a name that keyroll did not make."""
    found = tag.search(name)
    return (found[1], found[2]) if found else ("", "")


def tagged(name: str, mark: str, replaced: str, tag: re.Pattern[str] = TAG) -> str:
    """Return the name of a new value: that of the value that it replaces, with a new tag."""
    return f"{tag.sub('', name)} [keyroll {mark} {replaced}]".strip()


def code_of(error: VendorError) -> str:
    """Return the status or short name in a VendorError, never a vendor's text."""
    last = str(error).rpartition(": ")[2][:3]
    return last if last.isdecimal() else type(error).__name__


class Changing(Http):
    """A connection that records whether a change arrived: a later failure may mean that the change was made in part."""

    changed = False

    def change(
        self, method: str, path: str, body: Body, *, shown: str = "", sealed: Mapping[str, Sealed] | None = None
    ) -> Reply:
        """Make a request that changes something. See ``Http.change``."""
        reply = super().change(method, path, body, shown=shown, sealed=sealed)
        self.changed = True
        return reply


def by_bearer(plane: Plane, login: Login) -> Callable[[], Changing]:
    """Return the factory of connections for an administrator who signs in with a bearer token."""
    return lambda: Changing(plane.address, bearer(login.value), headers={"User-Agent": login.mark})


def over_http(opened: Callable[[], Changing], talk: Callable[[Changing], E], failed: Callable[[Ended, str], E]) -> E:
    """Run one effect over HTTP. A request that did not arrive changed nothing; a request without a reply has an unknown
    effect."""
    try:
        http = opened()
    except VendorError as error:
        return failed(Ended.THROTTLED, code_of(error))
    try:
        return talk(http)
    except VendorError as error:
        code = code_of(error)
        if http.changed or isinstance(error, AnswerLost | VendorChanged):
            return failed(Ended.UNKNOWN, code)
        later = code == "429" or isinstance(error, Throttled | Unreachable)
        return failed(Ended.THROTTLED if later else Ended.REFUSED, code)
    finally:
        http.close()


def change_or_gone(http: Changing, method: str, path: str, body: Body = None) -> EffectResult:
    """Change or delete what is at a path; what is gone counts as done."""
    try:
        http.change(method, path, body)
    except NotThere:
        return EffectResult(Ended.DONE, "gone")
    return EffectResult(Ended.DONE)


def record_or_none(http: Changing, path: str, where: str) -> Record | None:
    """Return the record at a path; None if there is none."""
    try:
        return single(http.get(path).json(), where)
    except NotThere:
        return None


def records_by_last(http: Changing, path: str, param: str, where: str) -> list[Record]:
    """Return the records of all pages of a list; the next page begins after the last id that a page names."""
    found: list[Record] = []
    after = ""
    while True:
        body = single(http.get(f"{path}{after}").json(), where)
        found += body.records("data")
        if not body.flag("has_more"):
            return found
        after = f"&{param}={quote(body.text('last_id'), safe='')}"


def checked_if_done(done: EffectResult, found: Sequence[PlanCheck]) -> tuple[PlanCheck, ...]:
    """Return the checks that a finished talk found; the rights are unknown if it failed."""
    return (
        tuple(found) if done.ended is Ended.DONE else (PlanCheck.unknown("rights to write", f"not read: {done.said}"),)
    )


def listed_if_done(done: EffectResult, found: Sequence[Generation]) -> ListedGenerations:
    """Return the generations that a finished talk found; none are known if it failed."""
    return ListedGenerations(tuple(found) if done.ended is Ended.DONE else None, done.said)


def listed(opened: Callable[[], Changing], read: Callable[[Changing], ListedGenerations]) -> ListedGenerations:
    """Read the generations over HTTP; a VendorError becomes its code."""
    found: list[ListedGenerations] = []

    def talk(http: Changing) -> EffectResult:
        found.append(read(http))
        return EffectResult(Ended.DONE)

    done = over_http(opened, talk, EffectResult)
    return found[0] if found else ListedGenerations(None, done.said)


def no_list(_plane: Plane, _login: Login, _subject: Subject) -> ListedGenerations:
    """Return that the provider does not list the values."""
    return ListedGenerations(None, "the provider does not list them")


def effect(opened: Callable[[], Changing], talk: Callable[[Changing], EffectResult]) -> EffectResult:
    """Run an effect that creates nothing."""
    return over_http(opened, talk, EffectResult)


def made(opened: Callable[[], Changing], talk: Callable[[Changing], Created]) -> Created:
    """Run an effect that creates a generation."""
    return over_http(opened, talk, Created)


def checked(opened: Callable[[], Changing], read: Callable[[Changing], Sequence[PlanCheck]]) -> tuple[PlanCheck, ...]:
    """Read checks over HTTP; after a VendorError the rights are unknown."""
    found: list[PlanCheck] = []

    def talk(http: Changing) -> EffectResult:
        found.extend(read(http))
        return EffectResult(Ended.DONE)

    return checked_if_done(over_http(opened, talk, EffectResult), found)
