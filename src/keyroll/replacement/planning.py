"""Makes a plan: for each static credential, the way that its provider and its consumer support, and why others fail."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from keyroll.errors import UsageError
from keyroll.model.identifier import Identifier
from keyroll.model.truth import Answer, Truth
from keyroll.providers import catalogue
from keyroll.providers.contracts.replace import SAFE, Given, Part, Platform, Way
from keyroll.replacement.directions import ReplacementDirections
from keyroll.replacement.known import Static

_RANK = {Answer.YES: 0, Answer.UNKNOWN: 1, Answer.NO: 2}


@dataclass(frozen=True, slots=True)
class AssessedWay:
    """One way for one credential: whether the provider and the consumer support it.

    ``given`` are the values for its texts. ``missing`` are the settings that people must still give.
    """

    way: Way
    provider: Truth
    consumer: Truth
    given: Given
    missing: tuple[str, ...] = ()

    @property
    def possible(self) -> Truth:
        """Whether both sides support it."""
        return self.provider & self.consumer

    @property
    def parts(self) -> tuple[Part, ...]:
        """The texts of both sides in their order; none if a text cannot hold the name of the account."""
        return self.way.configure(self.given) if SAFE.fullmatch(self.given.account) else ()


@dataclass(frozen=True, slots=True)
class Replacement:
    """One static credential and its ways, the best first; ``because`` is the reason if there is none."""

    static: Static
    choices: tuple[AssessedWay, ...] = ()
    because: str = ""

    @property
    def best(self) -> AssessedWay | None:
        """The planned way."""
        return self.choices[0] if self.choices and self.choices[0].possible.answer is not Answer.NO else None


def make(
    statics: Iterable[Static], directions: Mapping[str, ReplacementDirections], known: Collection[str]
) -> tuple[Replacement, ...]:
    """Return the replacement of each credential. ``known`` are the providers of which keyroll has read something.

    Raises UsageError if directions name a way that the provider does not have.
    """
    return tuple(
        _replacement(static, directions.get(static.identifier, ReplacementDirections()), known) for static in statics
    )


def _replacement(static: Static, said: ReplacementDirections, known: Collection[str]) -> Replacement:
    ways = [way for way in catalogue.ways(static.provider) if way.kind == static.kind]
    if said.way:
        ways = [way for way in ways if way.name == said.way]
        if not ways:
            there = ", ".join(way.name for way in catalogue.ways(static.provider) if way.kind == static.kind)
            raise UsageError(
                f"{static.identifier}: the way {said.way!r} does not exist",
                hint=f"known: {there or 'none for this kind'}",
            )
    if not ways:
        return Replacement(static, because=_why_not(static))
    choices = [_choice(static, way, platform, said, known) for way in ways for platform in _platforms(static, said)]
    choices.sort(key=lambda one: (_RANK[one.possible.answer], len(one.missing)))
    best = choices[0]
    refused = "; ".join(f"{one.way.name}: {one.possible.because}" for one in choices)
    return Replacement(static, tuple(choices), refused if best.possible.answer is Answer.NO else "")


def _why_not(static: Static) -> str:
    declared = catalogue.no_ways(static.provider).get(static.kind)
    if declared:
        return declared.because
    return f"no way is described for this kind of {static.provider}; whether the vendor has one is not known here"


def _platforms(static: Static, said: ReplacementDirections) -> tuple[Platform | None, ...]:
    if said.consumer:
        return (said.consumer,)
    return tuple(dict.fromkeys(one.platform for one in static.consumers if one.platform)) or (None,)


def _choice(
    static: Static, way: Way, platform: Platform | None, said: ReplacementDirections, known: Collection[str]
) -> AssessedWay:
    identifier = Identifier.parse(static.identifier)
    account = said.account or way.account(identifier.value)
    given = Given(identifier, account, platform, _settings(way, said))
    return AssessedWay(way, _provider(way, given, known), _consumer(way, static, platform), given, _missing(way, given))


def _settings(way: Way, said: ReplacementDirections) -> dict[str, str]:
    unknown = sorted(set(said.settings) - {one.name for one in way.settings})
    if unknown:
        raise UsageError(
            f"the way {way.name} has no setting {unknown[0]!r}",
            hint=f"known: {', '.join(one.name for one in way.settings)}",
        )
    return {one.name: said.settings.get(one.name) or one.default for one in way.settings}


def _missing(way: Way, given: Given) -> tuple[str, ...]:
    """Return the settings whose placeholder is in the texts."""
    texts = "\n".join(part.text for part in way.configure(given))
    names = (one.name for one in way.settings if f"<{one.name}>" in texts)
    return tuple(dict.fromkeys(names))


def _provider(way: Way, given: Given, known: Collection[str]) -> Truth:
    if not given.account:
        return Truth.unknown("its id does not name the account: give account in the directions")
    if not SAFE.fullmatch(given.account):
        return Truth.unknown(
            "the name of its account holds a character that is not allowed: give account in the directions"
        )
    if not way.issuer or way.issuer in known or given.settings.get(way.issuer):
        return Truth.yes(f"{given.identifier.issuer.partition('@')[0]} takes {way.title}")
    title = catalogue.provider(way.issuer).title if way.issuer in catalogue.providers() else way.issuer
    return Truth.unknown(
        f"{title} would issue it, and keyroll has read none: connect it, or give its address in the directions"
    )


def _consumer(way: Way, static: Static, platform: Platform | None) -> Truth:
    if platform is None:
        seen = "; ".join(one.says for one in static.consumers[:3])
        return Truth.unknown(
            f"the platform of its consumer is not known ({seen}): give consumer in the directions"
            if seen
            else "its consumer is not known: no copy and no use of it was seen"
        )
    if platform in way.consumers:
        return Truth.yes(f"its consumer runs as {platform}")
    return Truth.no(f"a consumer that runs as {platform} cannot take part")
