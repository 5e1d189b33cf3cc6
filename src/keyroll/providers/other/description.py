"""A description of a JSON API in one TOML file: its lists, their paging, and the meaning of their fields.

It makes a live source without code: ``systems/<name>.toml`` for systems that keyroll describes, any other file by its
path. Only members that a field names are taken out of a response. Everything else is dropped before anything is
written.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Final

from keyroll.errors import ConfigError
from keyroll.http import Reply
from keyroll.model.json import Json
from keyroll.providers._rest import Next, at_once, by_field, by_header, by_last, by_link, by_number, by_offset
from keyroll.providers._table_rows import GENERIC, ROLES
from keyroll.tomltext import text_of, texts_of

#: The allowed names of a list's fields: a role, or a name that only a description uses.
FIELDS: Final = (*(role for role in ROLES if role not in ("value", "system", "kind")), "vendor_kind", "ended")
#: The largest description, in bytes.
_LARGEST: Final = 1 << 18
_TOP: Final = frozenset(
    (
        "title",
        "described_by",
        "address",
        "page",
        "make",
        "auth",
        "settings",
        "me",
        "lists",
        "unlistable",
        "headers",
        "sends",
        "conditional",
    )
)
_LIST: Final = frozenset(
    (
        "name",
        "path",
        "items",
        "kind",
        "vendor_kind",
        "next",
        "fields",
        "scope",
        "each",
        "of",
        "gone",
        "optional",
        "empty",
    )
)
Table = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class List:
    """One list. ``fields`` are paths by role; ``each`` is the path of the name that another list's requests use.

    ``of`` names the list whose names replace ``{each}`` in the path. A list without fields is only read for names.
    ``empty`` means that the vendor omits the list if it has no element.
    """

    name: str
    path: str
    items: tuple[str, ...] = ()
    kind: str = ""
    vendor_kind: str = ""
    next: Next = at_once
    fields: Mapping[str, str] = field(default_factory=dict)
    scope: str = "read"
    each: str = ""
    of: str = ""
    gone: tuple[int, ...] = ()
    optional: str = ""
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Description:
    """A system.

    ``unlistable`` has the reason why its vendor lists no credentials of a kind; ``auth`` is the method of sending the
    credential.

    ``conditional``: its vendor documents that a request may name the stored version, and then gets 304 if it is
    current.
    """

    name: str
    title: str
    described_by: str
    lists: tuple[List, ...]
    unlistable: Mapping[str, str]
    auth: Mapping[str, str]
    settings: Mapping[str, str]
    headers: Mapping[str, str]
    me: Mapping[str, str]
    address: str = ""
    page: str = ""
    make: tuple[str, ...] = ()
    sends: str = "a token"
    conditional: bool = False


def known() -> tuple[str, ...]:
    """Return the names of the systems that keyroll describes."""
    folder = resources.files(__package__).joinpath("systems")
    return tuple(sorted(one.name.removesuffix(".toml") for one in folder.iterdir() if one.name.endswith(".toml")))


def load(name: str) -> Description:
    """Return a description by the name of a system or the path of a file. Raises ConfigError with the error."""
    try:
        if name in known():
            text = resources.files(__package__).joinpath(f"systems/{name}.toml").read_bytes()
        else:
            with Path(name).open("rb") as file:
                text = file.read(_LARGEST + 1)
    except OSError as error:
        hint = f"give the path of a TOML file, or one of: {', '.join(known())}"
        raise ConfigError(f"the description {name} cannot be read: {error.strerror}", hint=hint) from None
    if len(text) > _LARGEST:
        raise ConfigError(f"the description {name} is larger than {_LARGEST >> 10} KiB", hint="is it the right file?")
    try:
        return parse(Path(name).stem, tomllib.loads(text.decode()))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigError(f"the description {name} is not TOML: {error}", hint="fix the line named above") from None


def parse(name: str, table: Table) -> Description:
    """Return the description in a text. Raises ConfigError with the position of the error."""
    _only(name, table, _TOP)
    lists = tuple(_list(f"{name}: lists[{number}]", one) for number, one in enumerate(_tables(name, table, "lists"), 1))
    unlistable = _texts(name, table, "unlistable")
    if not lists and not unlistable:
        raise ConfigError(
            f"{name}: it has neither lists nor unlistable", hint="add [[lists]], or the reason why there is none"
        )
    names = [one.name for one in lists]
    for number, one in enumerate(lists):
        if names.count(one.name) > 1:
            raise ConfigError(f"{name}: two lists are called {one.name}", hint="give each a name of its own")
        if one.of and one.of not in names[:number]:
            raise ConfigError(
                f"{name}: {one.name} refers to {one.of}, which is not a list before it", hint="order them"
            )
        if one.of and not lists[names.index(one.of)].each:
            raise ConfigError(f"{name}: {one.of} has no names for {one.name}", hint='add each = "id" to it')
    return Description(
        name,
        text_of(name, table, "title") or name,
        text_of(name, table, "described_by"),
        lists,
        unlistable,
        _auth(name, _texts(name, table, "auth")) if lists else {},
        _texts(name, table, "settings"),
        _texts(name, table, "headers"),
        _texts(name, table, "me"),
        text_of(name, table, "address"),
        text_of(name, table, "page"),
        texts_of(name, table, "make"),
        text_of(name, table, "sends") or "a token",
        table.get("conditional") is True,
    )


def _list(where: str, table: Table) -> List:
    _only(where, table, _LIST)
    fields = _texts(where, table, "fields")
    _only(f"{where} fields", fields, frozenset(FIELDS))
    name, path = text_of(where, table, "name"), text_of(where, table, "path")
    if not name or not path.startswith("/"):
        raise ConfigError(
            f"{where}: name and path must be there, and the path begin with /", hint="see docs/connecting.md"
        )
    if fields and not {"id", "name", "hint"} & fields.keys():
        raise ConfigError(f"{where}: no field names the credential", hint='add id = "…" to its fields')
    of = text_of(where, table, "of")
    if bool(of) != ("{each}" in path):
        raise ConfigError(
            f"{where}: of needs {{each}} in the path, and {{each}} needs of",
            hint='of = "projects", path = "/p/{each}/keys"',
        )
    kind = text_of(where, table, "kind") or "api_key"
    if kind not in GENERIC:
        raise ConfigError(f"{where}: there is no kind {kind!r}", hint=f"known: {', '.join(sorted(GENERIC))}")
    items = tuple(one for one in text_of(where, table, "items").split(".") if one)
    gone = table.get("gone", [])
    return List(
        name,
        path,
        items,
        kind,
        text_of(where, table, "vendor_kind"),
        _next(where, table.get("next"), items),
        fields,
        text_of(where, table, "scope") or "read",
        text_of(where, table, "each"),
        of,
        tuple(one for one in gone if isinstance(one, int)) if isinstance(gone, list) else (),
        text_of(where, table, "optional"),
        table.get("empty") is True,
    )


def _next(where: str, said: object, items: tuple[str, ...]) -> Next:
    """Return the paging of a list."""
    if said is None:
        return at_once
    if not isinstance(said, dict):
        raise ConfigError(f"{where}: next must be a table", hint='next = { by = "link" }')
    way = text_of(where, said, "by")
    param, path = text_of(where, said, "param"), tuple(text_of(where, said, "field").split("."))
    full = said.get("full", 0)
    ways: dict[str, Callable[[], Next]] = {
        "link": lambda: _by_link,
        "header": lambda: by_header(text_of(where, said, "header"), param),
        "field": lambda: by_field(*path, param=param),
        "number": lambda: by_number(full if isinstance(full, int) else 0, param=param or "page", items=items),
        "offset": lambda: by_offset(param=param or "offset", total=path, items=items),
        "last": lambda: by_last(param, items=".".join(items), more=".".join(path)),
    }
    if way not in ways:
        raise ConfigError(f"{where}: there is no way {way!r} to the next page", hint=f"known: {', '.join(ways)}")
    if way == "number" and not (isinstance(full, int) and full > 0):
        raise ConfigError(f"{where}: by number needs the size of a full page", hint="full = 100")
    return ways[way]()


def _by_link(url: str, reply: Reply, body: Json) -> str:
    """The next page is in the Link header, unless the header marks it as empty (``results="false"``, Sentry)."""
    found = by_link(url, reply, body)
    links = reply.headers.get("link", "")
    params = links.partition(f"<{found}>")[2].partition("<")[0] if found else ""
    return "" if 'results="false"' in params else found


def _auth(name: str, said: Mapping[str, str]) -> Mapping[str, str]:
    """Return the method of sending the credential: ``by`` bearer, basic, header, or pair (two headers)."""
    by = said.get("by", "bearer")
    needed = {"bearer": (), "basic": (), "header": ("header",), "pair": ("header", "second")}
    if by not in needed:
        raise ConfigError(f"{name}: auth by {by!r} is not known", hint=f"known: {', '.join(needed)}")
    for one in needed[by]:
        if not said.get(one):
            raise ConfigError(f"{name}: auth by {by} needs {one}", hint=f'{one} = "X-Api-Key"')
    return {**said, "by": by}


def _only(where: str, table: Table, names: frozenset[str]) -> None:
    for name in table:
        if name not in names:
            raise ConfigError(f"{where}: there is no {name!r}", hint=f"known: {', '.join(sorted(names))}")


def _texts(where: str, table: Table, name: str) -> Mapping[str, str]:
    value = table.get(name, {})
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise ConfigError(f"{where}: {name} must be a table of texts", hint=f'[{name}], then name = "…"')
    return {str(key): str(one) for key, one in value.items()}


def _tables(where: str, table: Table, name: str) -> list[Table]:
    value = table.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise ConfigError(f"{where}: {name} must be tables", hint=f"begin each with [[{name}]]")
    return value
