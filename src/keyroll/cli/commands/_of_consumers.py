"""The options of ``rotate init`` about consumers: each may be given once for each consumer, in the same order."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Final

import click

from keyroll.api import GivenConsumer
from keyroll.cli.root import Span
from keyroll.errors import UsageError
from keyroll.model.campaign import ConsumerClass

#: A consumer of which no source shows the value that it uses.
SIGN_OFF: Final = "sign-off"
#: By option: the field of a consumer. Given once, those of ``_SHARED`` are for every consumer.
_FIELDS: Final = {
    "place": "place", "consumer": "name", "client": "client", "network": "network", "process": "process",
    "reload": "reload", "form": "form", "gets": "gets", "longest_poll": "longest_poll", "evidence": "evidence",
}  # fmt: skip
_SHARED: Final = ("form", "gets", "longest_poll", "evidence")
_OPTIONS: Final = (
    click.option("--place", multiple=True, metavar="ADDRESS", help="What a consumer reads: file:/run/app/secret, …"),
    click.option("--form", multiple=True, help="The form of the place; default: as it is recognised. docs: Forms"),
    click.option("--consumer", multiple=True, metavar="NAME", help="The consumer's name; default: its program."),
    click.option(
        "--gets", multiple=True, type=click.Choice([str(one) for one in ConsumerClass]), help="How it gets a new value."
    ),
    click.option(
        "--longest-poll", multiple=True, type=Span(seconds=True), help="Longest use of a value after a read: 1m."
    ),
    click.option(
        "--client", multiple=True, metavar="NAME", help="The name of its sessions; default: as they are listed now."
    ),
    click.option(
        "--network", multiple=True, metavar="ADDRESS", help="Where its sessions come from, where none has a name."
    ),
    click.option(
        "--process", multiple=True, metavar="FILE", help="The file of its process id, if it reads at its start."
    ),
    click.option("--reload", multiple=True, metavar="COMMAND", help="The command by which it reads its place again."),
    click.option(
        "--evidence", multiple=True, type=click.Choice([SIGN_OFF]), help="A person signs it off: nothing shows it."
    ),
)


def of_consumers(command: Callable[..., int]) -> Callable[..., int]:
    """Add the options, and give the command ``consumers`` instead of them."""

    @wraps(command)
    def with_consumers(**given: Any) -> int:
        values = {name: given.pop(name) for name in _FIELDS}
        return command(**given, consumers=_consumers(values))

    for option in reversed(_OPTIONS):
        with_consumers = option(with_consumers)
    return with_consumers


def _consumers(values: dict[str, Sequence[Any]]) -> tuple[GivenConsumer, ...]:
    number = max(map(len, values.values()))
    for name, given in values.items():
        if len(given) not in {0, number, 1 if name in _SHARED else number}:
            raise UsageError(
                f"--{name.replace('_', '-')} is given {len(given)} times for {number} consumers",
                hint="give it once for each --place, in the same order",
            )
    each = {name: [*given] * (number if len(given) == 1 else 1) for name, given in values.items() if given}
    return tuple(GivenConsumer(**{_FIELDS[name]: given[n] for name, given in each.items()}) for n in range(number))
