"""A live connection over HTTP with JSON: one ``RestCall`` for each pull, and the vendors' forms of paging.

The cursor is always the address of the next page, which the vendor gave or keyroll built.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode, urlunsplit

from keyroll import addresses
from keyroll.errors import NotAllowed, VendorChanged
from keyroll.http import Http, Reply
from keyroll.model.json import Json, Record
from keyroll.providers.live import Ask, LiveAnswer, Me

#: Returns the address of the next page, or an empty text: from this page's address, the response and its body.
Next = Callable[[str, Reply, Json], str]
#: A date identifies a version only if the last change of the list is at least this long before the response.
_SETTLED: Final = timedelta(minutes=1)
_LINK: Final = re.compile(r'<([^>]*)>((?:\s*;\s*[^\s=;,]+(?:=(?:"[^"]*"|[^\s;,"]*))?)*)')
_NEXT: Final = re.compile(r';\s*rel\s*=\s*"?(?:[^";,]*\s)?next(?:\s|"|;|,|$)', re.IGNORECASE)


def at_once(_url: str, _reply: Reply, _body: Json) -> str:
    """All records are on one page."""
    return ""


def by_link(_url: str, reply: Reply, _body: Json) -> str:
    """The next page is in the Link header (RFC 8288)."""
    links = _LINK.finditer(reply.headers.get("link", ""))
    return next((link[1] for link in links if _NEXT.search(link[2])), "")


def by_header(name: str, param: str) -> Next:
    """A header gives the number of the next page, and is empty or absent on the last one."""
    return lambda url, reply, _body: with_query(url, **{param: found}) if (found := reply.headers.get(name, "")) else ""


def by_field(*path: str, param: str = "") -> Next:
    """A field gives the cursor, which goes into the query as ``param``, or without ``param`` the whole address."""

    def found(url: str, _reply: Reply, body: Json) -> str:
        value = at(body, *path)
        if value in (None, "", False):
            return ""
        return with_query(url, **{param: str(value)}) if param else str(value)

    return found


def by_page(next_page: Callable[[Json], int]) -> Next:
    """Return the address of the page whose number a body announces; ``next_page`` reads it, and 0 means none."""

    def found(url: str, _reply: Reply, body: Json) -> str:
        number = next_page(body)
        return with_query(url, page=str(number)) if number else ""

    return found


def by_number(full: int, *, param: str = "page", items: tuple[str, ...] = ()) -> Next:
    """Pages are numbered from 1; another page follows a full page."""

    def found(url: str, _reply: Reply, body: Json) -> str:
        listed = at(body, *items)
        number = int(dict(parse_qsl(addresses.parts(url).query)).get(param, "1"))
        more = isinstance(listed, list) and len(listed) >= full
        return with_query(url, **{param: str(number + 1)}) if more else ""

    return found


def by_offset(*, param: str, total: tuple[str, ...], items: tuple[str, ...] = ()) -> Next:
    """A page begins at an offset; a field gives the total number of records. Raises VendorChanged."""

    def found(url: str, reply: Reply, body: Json) -> str:
        listed, most = at(body, *items), at(body, *total)
        if not isinstance(listed, list) or not isinstance(most, int):
            raise VendorChanged(f"{reply.where}: {'.'.join(total)}")
        begun = int(dict(parse_qsl(addresses.parts(url).query)).get(param, "0"))
        return with_query(url, **{param: str(begun + len(listed))}) if listed and begun + len(listed) < most else ""

    return found


def by_last(param: str, *, items: str = "data", more: str = "has_more") -> Next:
    """A flag announces more records; the next page begins after the last record's id. Raises VendorChanged."""

    def found(url: str, reply: Reply, body: Json) -> str:
        if at(body, more) is not True:
            return ""
        ids = list(each_id(body, reply.where, "id", items))
        if not ids:
            raise VendorChanged(f"{reply.where}: {items}")
        return with_query(url, **{param: ids[-1]})

    return found


def as_it_came(body: Json, _each: str) -> Json:
    """Return the response unchanged: it holds no secret."""
    return body


@dataclass(frozen=True, slots=True)
class RestCall:
    """The HTTP request of a pull.

    ``path`` may hold ``{each}``, the parent's name, quoted. If more must be built from that name, ``path`` is a
    function of it. ``body`` returns the JSON to send. ``shown`` removes secrets and adds fields that an export adds.
    Statuses in ``gone`` mean that the resource no longer exists. Statuses in ``forbidden`` mean missing access, for
    vendors that do not use 403 for it. ``etags`` is whether the vendor documents conditional requests
    (``If-None-Match``, ``If-Modified-Since``). ``since`` returns the parameters that limit a log to records from a time
    on.
    """

    path: str | Callable[[str], str]
    method: str = "GET"
    body: Callable[[str], dict[str, Json]] | None = None
    next: Next = at_once
    shown: Callable[[Json, str], Json] = as_it_came
    gone: Collection[int] = ()
    forbidden: Collection[int] = ()
    etags: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    since: Callable[[datetime], Mapping[str, str]] | None = None

    def url(self, each: str, since: datetime | None = None) -> str:
        """Return the address of a parent's first page."""
        path = self.path(each) if callable(self.path) else self.path.replace("{each}", quote(each, safe=""))
        return with_query(path, **self.since(since)) if since and self.since else path


class Rest:
    """A source that is read over HTTP."""

    def __init__(self, http: Http, calls: Mapping[str, RestCall], me: Callable[[Http], Me]) -> None:
        self.http, self._calls, self._me = http, calls, me

    def me(self) -> Me:
        """Return keyroll's identity at the source. Raises VendorError."""
        return self._me(self.http)

    def ask(self, ask: Ask) -> LiveAnswer:
        """Fetch one page. Raises VendorError."""
        call = self._calls[ask.pull]
        url = ask.cursor or call.url(ask.each, ask.since)
        known = unless_as(ask.etag) if call.etags else {}
        reply = self.http.request(
            call.method,
            url,
            body=call.body(ask.each) if call.body else None,
            headers={**call.headers, **known},
            accept=(*call.gone, *call.forbidden),
        )
        if reply.status in call.forbidden:
            raise NotAllowed(f"{reply.where}: {reply.status}, not allowed", hint="give the credential the named scope")
        if reply.status == 304:
            return LiveAnswer(None, etag=ask.etag, unchanged=True)
        if reply.status in call.gone:
            return LiveAnswer(None)
        body: Json = reply.json()
        etag = version_of(reply) if call.etags else ""
        return LiveAnswer(call.shown(body, ask.each), call.next(url, reply, body), etag)

    def close(self) -> None:
        """Close the connections."""
        self.http.close()


def version_of(reply: Reply) -> str:
    """Return the version of a response: its entity tag, else the date of its last change; empty if it has neither.

    A date has whole seconds. A list may change again in the second in which it was read. A date therefore counts only
    if it is a minute before the response (RFC 9110, section 8.8.2.2).
    """
    if etag := reply.headers.get("etag", ""):
        return etag
    changed = reply.headers.get("last-modified", "")
    try:
        age = parsedate_to_datetime(reply.headers.get("date", "")) - parsedate_to_datetime(changed)
    except (ValueError, TypeError):
        return ""
    return changed if age >= _SETTLED else ""


def unless_as(version: str) -> dict[str, str]:
    """Return the headers that request a response only if its version differs from the stored one."""
    if not version:
        return {}
    is_tag = version.startswith(('"', 'W/"'))
    return {"If-None-Match" if is_tag else "If-Modified-Since": version}


def at(body: Json, *path: str) -> Json:
    """Return the value at a path of a body, or None if there is none."""
    for step in path:
        body = body.get(step) if isinstance(body, dict) else None
    return body


def each_text(body: Json, where: str, *path: str) -> Iterator[str]:
    """Yield the texts of a list at a path. Raises VendorChanged."""
    found = at(body, *path)
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise VendorChanged(f"{where}: {'.'.join(path)}")
    yield from map(str, found)


def each_id(body: Json, where: str, name: str = "id", *path: str) -> Iterator[str]:
    """Yield a field of each object of a list at a path. Raises VendorChanged."""
    return (one.text(name) for one in _objects_at(body, where, path))


def each_named(body: Json, where: str, name: str, label: str, *path: str) -> Iterator[str]:
    """Yield a field of each object of a list at a path and, after a space, its display name. Raises VendorChanged.

    A call for one object takes the first word, and can show the display name.
    """
    return (f"{one.text(name)} {one.maybe(label)}".rstrip() for one in _objects_at(body, where, path))


def _objects_at(body: Json, where: str, path: Sequence[str]) -> Iterator[Record]:
    found = at(body, *path)
    if not isinstance(found, list):
        raise VendorChanged(f"{where}: {'.'.join(path)}")
    for number, one in enumerate(found, 1):
        yield Record(one if isinstance(one, dict) else {}, f"{where}[{number}]")


def beside(body: Json, **fields: Json) -> Json:
    """Return a response object with fields that name its subject, which the response itself does not contain."""
    return {**fields, **body} if isinstance(body, dict) else body


def with_query(url: str, **params: str) -> str:
    """Return an address with these parameters in its query."""
    parts = addresses.parts(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True)) | params
    return urlunsplit(parts._replace(query=urlencode(query)))


def without(*fields: str) -> Callable[[Json, str], Json]:
    """Return a response without these fields, at any depth."""

    def stripped(body: Json) -> Json:
        if isinstance(body, dict):
            return {name: stripped(value) for name, value in body.items() if name not in fields}
        return [stripped(one) for one in body] if isinstance(body, list) else body

    return lambda body, _each: stripped(body)
