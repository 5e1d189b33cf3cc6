"""Documents of a connection: its needed permissions, the steps to create its credential, and its readable lists."""

from collections.abc import Mapping, Sequence

from keyroll.intake.connecting import ConnectionSights
from keyroll.intake.connections import SYNC_EVERY, Connected
from keyroll.model.source import Source
from keyroll.providers import catalogue
from keyroll.providers.live import Connection
from keyroll.report.document import Block, Document, Gap, Line, Table, Tone

_UNTRIED = "no item exists yet to try it on"


def asks(source: Source, connection: Connection) -> Document:
    """Return the steps before a source can be connected."""
    provider = catalogue.provider(source.provider)
    scopes = [
        line
        for scope in provider.scopes
        for line in (Line(scope.scope, indent=2), Line(f"to {scope.reason}", Tone.QUIET, indent=6))
    ]
    unlistable = tuple((kind.name, kind.unlistable_because) for kind in provider.kinds if not kind.listed_by)
    blocks: list[Block] = [
        Line(f"{provider.title}: the least that keyroll needs, and why", Tone.TITLE),
        *scopes,
        Gap(),
        Line("How to create the credential", Tone.TITLE),
        *(Line(f"{number}. {step}", indent=2) for number, step in enumerate(connection.make, 1)),
    ]
    if connection.page:
        blocks.append(Line(f"see {connection.page}", Tone.QUIET, indent=2))
    if connection.grant:
        blocks.append(Line(f"the least permissions as text: keyroll connect {source} --grant", indent=2))
    if connection.settings:
        settings = tuple((setting.name, setting.default or "-", setting.meaning) for setting in connection.settings)
        blocks += [Gap(), Line("Settings for --set NAME=VALUE", Tone.TITLE)]
        blocks.append(Table(("name", "default", "meaning"), settings, indent=2))
    if unlistable:
        blocks += [
            Gap(),
            Line("Kinds that the vendor does not list", Tone.TITLE),
            Table(("kind", "because"), unlistable, indent=2),
        ]
    address = "" if connection.address else " --at ADDRESS"
    needed = "".join(f" --set {setting.name}=VALUE" for setting in connection.settings if setting.required)
    blocks += [
        Gap(),
        Line(f"Keep {connection.sends} at a reference: env:, file:, keyring:, vault: or exec:"),
        Line(f"next: keyroll connect {source}{address}{needed} --credential env:NAME", Tone.QUIET),
    ]
    return Document(blocks)


def sees(source: Source, seen: ConnectionSights) -> Document:
    """Return the credential's name at the vendor, its readable lists, and the others."""
    until = f", until {seen.me.expires}" if seen.me.expires else ", without an end"
    rows = tuple(
        (
            sight.pull.called.replace("_", " "),
            "no" if sight.because else "-" if sight.untried else "yes",
            sight.because or (_UNTRIED if sight.untried else ""),
        )
        for sight in seen.sights
    )
    blind = sum(1 for sight in seen.sights if sight.because)
    blocks: list[Block] = [
        Line(f"{source} is connected as {seen.me.name}{until}", Tone.TITLE),
        Table(("list", "seen", ""), rows, indent=2),
    ]
    if blind:
        blocks.append(Line(f"{blind} of {len(rows)} are not readable: the inventory will show it, too", Tone.BAD))
    blocks.append(Line(f"next: keyroll sync {source}", Tone.QUIET))
    return Document(blocks)


def connected(connections: Sequence[Connected]) -> Document:
    """Return the connections of a home."""
    rows = tuple(
        (
            str(connection.source),
            connection.name,
            connection.expires or "-",
            connection.every or SYNC_EVERY,
            connection.credential,
            connection.address,
        )
        for connection in connections
    )
    return Document([Table(("source", "connected as", "until", "every", "credential", "address"), rows)])


def seen_rows(source: Source, seen: ConnectionSights) -> list[Mapping[str, object]]:
    """Return the readable lists of a connection, one row for each."""
    return [
        {
            "source": str(source),
            "connected_as": seen.me.name,
            "credential": str(seen.me.identifier or ""),
            "expires": seen.me.expires,
            "asked": sight.pull.called,
            "seen": "no" if sight.because else "unknown" if sight.untried else "yes",
            "because": sight.because or (_UNTRIED if sight.untried else ""),
        }
        for sight in seen.sights
    ]
