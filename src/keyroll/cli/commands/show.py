"""``keyroll show``: print one card: a credential, a person, a vendor, a source, a story or an incident."""

from datetime import datetime
from pathlib import Path

import click

from keyroll.api import Keyroll
from keyroll.cli.root import shared
from keyroll.cli.screen import data, json_lines, show
from keyroll.errors import OK, UsageError
from keyroll.report.document import Document, Table
from keyroll.report.words import in_home


@click.command("show")
@click.argument("word", metavar="X")
@click.option("--kind", default="", metavar="KIND", help="X is of this kind: credential, person, vendor, source, …")
@shared
def show_(word: str, kind: str, home: Path, as_json: bool, now: datetime | None) -> int:
    """Print the main facts of X on one screen, and the next command.

    X is a name, an id, the id of a key, an owner, or the fingerprint of a value.

    \b
    keyroll show AKIA…
    keyroll show ann@a.example
    keyroll show Okta --kind vendor

    If X has several meanings, they are listed (exit 2).
    """
    keyroll = Keyroll.open(home, now=now, create=False)
    try:
        card = keyroll.cards.card(word, kind)
    except UsageError:
        _several(keyroll, word, kind, as_json=as_json)
        raise
    then = in_home(card.then, home)
    if as_json:
        json_lines("card", [card.json() | {"next": then}])
        return OK
    show(card.document())
    # A command is never wrapped, because people copy it.
    data(f"  next: {then}\n")
    return OK


def _several(keyroll: Keyroll, word: str, kind: str, *, as_json: bool) -> None:
    """Print the possible meanings of X, each with its id."""
    named = keyroll.cards.named(word, kind)
    if as_json:
        json_lines("named", ({"of": one.kind, "id": one.id, "name": one.name} for one in named))
    else:
        show(Document([Table(("id", "kind", "name"), tuple((one.id, one.kind, one.name) for one in named))]))


COMMAND = show_
