"""``keyroll incident stream``: sources of security event tokens."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from keyroll.api import EVENT_AGE, POLL_EVERY, Keyroll, Stream
from keyroll.cli.root import shared
from keyroll.cli.screen import complain, json_lines, show, tell
from keyroll.cli.together import together
from keyroll.errors import OK, PARTIAL, KeyrollError, NothingToDo
from keyroll.report import signals
from keyroll.report.document import Document, Line, Table, Tone
from keyroll.report.words import count

if TYPE_CHECKING:
    from keyroll.api import Followed, Polled


@click.group("stream")
def stream_group() -> None:
    """Streams of security event tokens (RFC 8935, RFC 8936), which open incidents."""


@stream_group.command("list")
@shared
def list_(home: Path, as_json: bool, now: datetime | None) -> int:
    """List the streams: the delivery of their tokens, and the received ones."""
    keyroll = Keyroll.open(home, now=now, create=False)
    known, came = keyroll.streams.all(), keyroll.streams.deliveries()
    if as_json:
        json_lines("stream", signals.rows(known, came))
    else:
        show(signals.streams(known, came))
    tell(count(len(known), "stream"))
    return OK


@stream_group.command("add")
@click.argument("name")
@click.option("--issuer", required=True, help="Issuer of its tokens (iss).")
@click.option("--audience", multiple=True, required=True, help="keyroll's name in its tokens (aud).")
@click.option("--keys", required=True, metavar="FILE|URL", help="The issuer's public keys (JWKS).")
@click.option("--poll", default="", metavar="URL", help="Fetch its tokens from this address (RFC 8936).")
@click.option("--credential", default="", metavar="REFERENCE", help="Reference to the bearer token for it.")
@click.option("--every", default=POLL_EVERY, show_default=True, help="Time between two fetches by the server.")
@click.option(
    "--pushed-by", default="", metavar="TOKEN", help="The transmitter sends them (RFC 8935) with this server token."
)
@click.option("--before", default=EVENT_AGE, show_default=True, help="Maximum age of an event without a time.")
@shared
@together(needs={"--every": "--poll"})
def add(name: str, home: Path, as_json: bool, now: datetime | None, **given: str | tuple[str, ...]) -> int:
    """Add or change stream NAME. Its keys are fetched once as a check.

    \b
    keyroll incident stream add idp --issuer https://idp.example
        --audience https://us.example --keys https://idp.example/jwks.json
        --poll https://idp.example/ssf/poll --credential env:IDP
    """
    one = Stream(name, **given)  # type: ignore[arg-type]  # the options are named as its fields
    keyroll = Keyroll.open(home, now=now)
    keyroll.streams.keep(one)
    if as_json:
        json_lines("stream", signals.rows({name: one}, keyroll.streams.deliveries()))
    tell(f"stream {name} is kept")
    if one.pushed_by and one.pushed_by not in {token.name for token in keyroll.tokens.all()}:
        tell(f"next: keyroll serve token add {one.pushed_by} --scope signals:write --until DAY")
    if one.pushed_by:
        tell(f"the transmitter's target: https://HOST/signals/{name}")
    if one.poll:
        tell(f"next: keyroll incident stream poll {name}")
    return OK


@stream_group.command("remove")
@click.argument("name")
@shared
def remove(name: str, home: Path, as_json: bool, now: datetime | None) -> int:  # noqa: ARG001 - nothing to print
    """Remove stream NAME; received tokens and opened incidents stay."""
    Keyroll.open(home, now=now, create=False).streams.drop(name)
    tell(f"stream {name} is forgotten")
    return OK


@stream_group.command("poll")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@shared
def poll(names: tuple[str, ...], home: Path, as_json: bool, now: datetime | None) -> int:
    """Fetch the tokens of all streams, or of the named ones, and open incidents.

    If one stream fails, the others continue, and the exit code is 11.
    """
    keyroll = Keyroll.open(home, now=now, create=False)
    wanted = [keyroll.streams.named(name).name for name in names] or [
        name for name, one in keyroll.streams.all().items() if one.poll
    ]
    if not wanted:
        raise NothingToDo("no stream is polled", hint="keyroll incident stream add NAME … --poll URL --credential REF")
    polled: dict[str, Polled] = {}
    failed: dict[str, KeyrollError] = {}
    for name in wanted:
        try:
            polled[name] = keyroll.streams.poll(name)
        except KeyrollError as error:
            failed[name] = error
    followed: list[Followed] = []
    try:
        followed = keyroll.streams.follow()
    except KeyrollError as error:
        failed["received tokens are kept, and wait"] = error
    if as_json:
        json_lines("polled", _rows(polled, failed))
        json_lines("followed", map(_followed, followed))
    else:
        show(_screen(polled, followed))
    for name, lost in failed.items():
        complain(f"{name}: {lost}", lost.hint)
    for name, one in polled.items():
        for jti, fault in one.faults.items():
            complain(f"{name}: token {jti!r} is not accepted: {fault.text}", "keyroll list quarantine")
    return PARTIAL if failed or any(one.faults for one in polled.values()) else OK


def _rows(polled: "Mapping[str, Polled]", failed: Mapping[str, KeyrollError]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for name, one in polled.items():
        faults = {jti: fault.body for jti, fault in one.faults.items()}
        rows.append({"stream": name, "taken": list(one.taken), "refused": faults, "more": one.more})
    return rows + [{"stream": name, "because": str(error)} for name, error in failed.items()]


def _followed(one: "Followed") -> dict[str, object]:
    row: dict[str, object] = {"stream": one.stream, "text": one.text, "incident": one.incident or None}
    return row | {"opened": one.opened, "added": list(one.added), "unknown": list(one.unknown)}


def _screen(polled: "Mapping[str, Polled]", followed: "Sequence[Followed]") -> Document:
    taken = sum(len(one.taken) for one in polled.values())
    rows = tuple((name, f"{len(one.taken):,}", f"{len(one.faults):,}") for name, one in polled.items())
    blocks: list[Line | Table] = [
        Line(f"{count(taken, 'token')} taken", Tone.TITLE),
        Table(("stream", "taken", "refused"), rows, indent=2),
    ]
    for one in followed:
        act = f"{'opens' if one.opened else 'widens'} {one.incident}" if one.incident else "opens nothing"
        blocks.append(Line(f"{act}: {one.text}"))
        if one.unknown:
            blocks.append(Line(f"nobody in this home has the name {', '.join(one.unknown)}", Tone.BAD, indent=2))
    names = sorted({one.incident for one in followed if one.incident})
    blocks += [Line(f"next: keyroll incident status {name}", Tone.QUIET) for name in names]
    return Document(blocks)


STREAM = stream_group
