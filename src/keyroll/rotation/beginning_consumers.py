"""The consumers of first directions: the place of each, its program, its form, and how it gets a new value."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, NoReturn
from urllib.parse import quote

from keyroll.errors import UsageError
from keyroll.model.campaign import ConsumerClass
from keyroll.providers import catalogue
from keyroll.providers.contracts.rotate import Rotator
from keyroll.rotation.directions import Consumer
from keyroll.rotation.writing import recognised

_WORD: Final = re.compile(r"[^a-z0-9]+")
#: What stays as it is in the reload command of a place; the rest is written as in an address.
_KEPT: Final = " /:@=,.-_'\"~"

_BY_NAME: Final = "--client NAME (or --network ADDRESS) for each --place, in the same order"


@dataclass(frozen=True, slots=True)
class GivenConsumer:
    """What a person gave about one consumer; an empty field is read from its place or the provider.

    ``reload`` is the command by which it reads its place again.
    """

    place: str = ""
    form: str = ""
    name: str = ""
    gets: str = ""
    longest_poll: timedelta | None = None
    client: str = ""
    process: str = ""
    reload: str = ""
    network: str = ""
    evidence: str = ""


def needed(what: str, option: str) -> NoReturn:
    """Raise UsageError for what is not known, with the option that gives it."""
    raise UsageError(what, hint=f"add {option}")


def with_places(given: Sequence[GivenConsumer], known: Sequence[str]) -> list[GivenConsumer]:
    """Return consumers with their places: as given, else one for each known file that holds a copy."""
    if not known or any(one.place for one in given):
        return list(given)
    each = list(given) * len(known) if len(given) == 1 else list(given)
    if len(each) != len(known):
        needed(f"{len(given)} consumers are given, and copies are at {', '.join(known)}", "--place for each consumer")
    return [replace(one, place=place) for one, place in zip(each, known, strict=True)]


def with_programs(given: Sequence[GivenConsumer], programs: frozenset[str]) -> list[GivenConsumer]:
    """Return consumers with the program of each: as given, as its place names it, or the only one that is left."""
    left = programs - {one.client for one in given}
    named = list(given)
    for number, one in enumerate(named):
        words = set(_WORD.split(one.place.partition("?")[0].lower()))
        found = [] if one.client else [each for each in left if set(_WORD.split(each.lower())) <= words]
        if len(found) == 1:
            named[number], left = replace(one, client=found[0]), left - set(found)
    without = [number for number, one in enumerate(named) if not (one.client or one.network or one.process)]
    if len(without) == 1 and len(left) == 1:
        named[without[0]] = replace(named[without[0]], client=next(iter(left)))
    elif without and left:
        needed(
            f"several programs use it: {', '.join(sorted(left))}; "
            f"which one reads {_shown(named[without[0]])} is not known",
            _BY_NAME,
        )
    return named


def consumer(rotator: Rotator, account: str, given: GivenConsumer, number: int, many: int) -> Consumer:
    """Return one consumer of the directions. Raises UsageError with the option of what is not known."""
    if not given.place:
        needed("the place that its consumer reads is not known", "--place file:/PATH")
    delivery = catalogue.deliveries().get(given.place.partition(":")[0])
    if delivery is None:
        needed(f"keyroll cannot deliver to {given.place.partition(':')[0]}:", "--place file:/PATH")
    shown = _shown(given)
    if many > 1 and not (given.client or given.network or given.process):
        needed(f"the program that reads {shown} is not known", _BY_NAME)
    gets = ConsumerClass(given.gets or str(delivery.reaches))
    poll = given.longest_poll or delivery.longest_poll
    if gets is ConsumerClass.POLL and poll is None:
        needed(f"how long the consumer of {shown} uses a value that it has read is not known", "--longest-poll 30s")
    target = delivery.place(given.place.partition(":")[2])
    content = delivery.read(target, None).content if not delivery.needs_login else None
    form = given.form or (recognised(account, content, parts=rotator.parts) if content is not None else "")
    if not form:
        needed(f"the form of {shown} is not recognised", "--form (docs/rotation.md: Forms)")
    name = given.name or given.client or ("consumer" if many == 1 else f"consumer-{number}")
    return Consumer(
        name, gets, _with_reload(given), None, form, poll, given.process, given.client, given.network, given.evidence
    )


def _shown(given: GivenConsumer) -> str:
    return given.place.partition("?")[0] or "its value"


def _with_reload(given: GivenConsumer) -> str:
    if not given.reload:
        return given.place
    return f"{given.place}{'&' if '?' in given.place else '?'}reload={quote(given.reload, safe=_KEPT)}"
