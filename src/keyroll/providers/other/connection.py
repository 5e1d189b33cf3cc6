"""Any JSON API live, by its description: a TOML file declares the requests, no code does.

A response becomes rows under the names of roles. Members that no field names are removed before anything is written.
"""

import base64
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Final

from keyroll.errors import ConfigError, UsageError, VendorChanged
from keyroll.http import Authorise, Http, bearer, header
from keyroll.model.json import Json, single
from keyroll.model.source import Source
from keyroll.providers._rest import Rest, RestCall, at
from keyroll.providers.live import Connection, ConnectionSetting, Each, LiveSource, Me, Opening, Pull
from keyroll.providers.other.description import Description, List, known, load
from keyroll.reveal import reveal
from keyroll.secret import Secret

DESCRIPTION: Final = "description"
_MEANING: Final = "the TOML file that describes the API, or the name of a described system"
#: The member of a row that names the parent of another list.
_EACH: Final = "each"


def described(source: Source, settings: Mapping[str, str]) -> Description:
    """Return the description of a source: the named one, else the one with its own name. Raises ConfigError."""
    name = settings.get(DESCRIPTION, "") or source.name
    if not settings.get(DESCRIPTION) and name not in known():
        raise ConfigError(
            f"{source.name} has no description",
            hint=f"--set {DESCRIPTION}=FILE.toml (docs/connecting.md); described: {', '.join(known())}",
        )
    return load(name)


def adapted(source: Source, settings: Mapping[str, str]) -> Connection:
    """Return the live connection of a described system; a system without a description needs one.

    Raises ConfigError, UsageError if its vendor lists nothing.
    """
    if not settings.get(DESCRIPTION) and source.name not in known():
        return CONNECTION
    found = described(source, settings)
    if not found.lists:
        because = "; ".join(f"{kind}: {why}" for kind, why in found.unlistable.items())
        raise UsageError(
            f"{found.title} cannot be read live: {because}", hint=f"keyroll sync --csv FILE --system {source.name}"
        )
    return Connection(
        open=open_live,
        pulls=tuple(_pull(one) for one in found.lists),
        make=(
            *(found.make or ("make a credential that may list credentials, and nothing else",)),
            *(f"{why}: for these, keyroll sync --csv FILE --system {source.name}" for why in found.unlistable.values()),
        ),
        page=found.page,
        address=found.address,
        settings=(
            ConnectionSetting(DESCRIPTION, _MEANING, is_file=True),
            *(ConnectionSetting(name, meaning, required=True) for name, meaning in found.settings.items()),
        ),
        parallel=2,
        sends=found.sends,
    )


def _pull(one: List) -> Pull:
    each = Each(one.of, _names) if one.of else None
    return Pull(one.kind if one.fields else "", one.scope, one.name, each, optional_because=one.optional)


def _names(body: Json, _each: str) -> Iterable[str]:
    rows = body if isinstance(body, list) else []
    return [str(row[_EACH]) for row in rows if isinstance(row, dict) and row.get(_EACH)]


def open_live(opening: Opening) -> LiveSource:
    """Open a connection; no request is made yet."""
    found = described(opening.source, opening.settings)
    calls = {one.name: _call(one, opening.settings, etags=found.conditional) for one in found.lists}
    http = Http(opening.address, _authorise(found.auth, opening.credential), headers=found.headers)
    first = next(one for one in found.lists if not one.of)
    return Rest(http, calls, partial(_me, found, calls[first.name]))


def _call(one: List, settings: Mapping[str, str], *, etags: bool) -> RestCall:
    path = one.path
    for name, value in settings.items():
        path = path.replace(f"{{{name}}}", value)
    return RestCall(path, next=one.next, shown=partial(_rows, one), gone=one.gone, etags=etags)


def _rows(one: List, body: Json, each: str) -> Json:
    """Return the rows of a response. Raises VendorChanged if its list is missing."""
    found = at(body, *one.items)
    if found is None and one.empty and isinstance(body, dict):
        found = []
    if not isinstance(found, list):
        raise VendorChanged(f"{one.name}: {'.'.join(one.items) or 'a list'}")
    rows: list[Json] = []
    for number, item in enumerate(found, 1):
        if not isinstance(item, dict):
            raise VendorChanged(f"{one.name}[{number}]")
        row = {role: text for role, path in one.fields.items() if (text := _said(item, path, each))}
        if one.fields:
            row = {"kind": one.kind, "vendor_kind": one.vendor_kind} | row
        if row.pop("ended", "") == "true":
            row["state"] = "revoked"
        if one.fields and not any(row.get(role) for role in ("id", "name", "hint")):
            raise VendorChanged(f"{one.name}[{number}]: {one.fields.get('id') or one.fields.get('name')}")
        name = _said(item, one.each, each) if one.each else ""
        rows.append({**row, _EACH: name} if name else {**row})
    return rows


def _said(item: dict[str, Json], path: str, each: str) -> str:
    """Return the text at a path of an item.

    ``a[].b`` joins the texts of ``b`` in the list ``a``. ``=text`` is the text itself, with ``{each}`` for the parent.
    """
    if path.startswith("="):
        return path[1:].replace("{each}", each)
    before, listed, rest = path.partition("[]")
    value = at(item, *before.split("."))
    if listed:
        inner = value if isinstance(value, list) else []
        steps = [step for step in rest.split(".") if step]
        return ", ".join(text for one in inner if (text := _text(at(one, *steps))))
    return _text(value)


def _text(value: Json) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _me(found: Description, first: RestCall, http: Http) -> Me:
    """Return keyroll's identity if the vendor shows it; else check whether the first list can be read."""
    if not found.me.get("path"):
        http.get(first.url(""))
        return Me(f"a credential of {found.title}")
    body = http.get(found.me["path"]).json()
    name = _said(single(body, found.me["path"]).body, found.me.get("name", ""), "")
    return Me(name or f"a credential of {found.title}")


def _authorise(auth: Mapping[str, str], secret: Secret) -> Authorise:
    """Return the function that sends the credential; a credential of two parts is written ``first:second``."""
    by = auth["by"]
    if by == "bearer":
        return bearer(secret)
    if by == "header":
        return header(auth["header"], secret, auth.get("prefix", ""))

    def made() -> Mapping[str, str]:
        with reveal(secret) as value:
            if by == "basic":
                return {"Authorization": "Basic " + base64.b64encode(value).decode()}
            first, colon, second = value.decode("latin-1").partition(":")
            if not colon:
                raise ConfigError("the credential has two parts", hint="store it as FIRST:SECOND")
            return {auth["header"]: first, auth["second"]: second}

    return made


CONNECTION = Connection(
    open=open_live,
    pulls=(),
    make=(
        "describe the API in one TOML file (docs/connecting.md)",
        f"or connect other@NAME, where NAME is one of: {', '.join(known())}",
    ),
    settings=(ConnectionSetting(DESCRIPTION, _MEANING, required=True, is_file=True),),
    adapt=adapted,
)
