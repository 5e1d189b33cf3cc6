"""A provider that is played: what it answers at each minute is data, and so is the truth.

A ``Case`` says how a provider behaves around one revocation and from when to when somebody can use the old value, or
what was opened or minted with it. Minutes count from the first try; the revocation is at minute 10 unless the case
says otherwise. Nothing here knows how a verdict is reached: the words are those of issue and vendors, as plain text.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

#: For ever, in minutes.
EVER = float("inf")
#: The length of a run: a day and a half, so that a look on the next day is part of it.
HORIZON = 36 * 60.0
BAD = "bad credential"


@dataclass(frozen=True)
class Reply:
    """What a try is answered with: the outcome, who one is signed in as, and the provider's own short word."""

    outcome: str
    identity: str = ""
    said: str = ""


REFUSED = Reply("refused_credential", said=BAD)
DISABLED = Reply("refused_disabled", said="disabled")


@dataclass(frozen=True)
class Replica:
    """One server behind a place: how many minutes after a revocation it hears of it."""

    lag: float = 0


@dataclass(frozen=True)
class Place:
    """Where the value can be tried. Replicas that cannot be addressed are chosen at random, or by the clock."""

    name: str = "primary"
    replicas: tuple[Replica, ...] = (Replica(),)
    addressable: bool = True
    sticky: float = 0
    #: Whether keyroll knows of this place.
    known: bool = True


@dataclass(frozen=True)
class Quirk:
    """An answer that replaces the true one, for some tries: by role, place, time, turn (each second one) or chance."""

    reply: Reply
    roles: str = "old never new derived"
    since: float = 0
    until: float = EVER
    place: str = ""
    each: int = 1
    share: float = 1

    def fits(self, role: str, place: str, minute: float, number: int, chance: float) -> bool:
        """Tell whether this try gets this answer."""
        return (
            role in self.roles.split()
            and (not self.place or place == self.place)
            and self.since <= minute < self.until
            and number % self.each == 0
            and chance < self.share
        )


@dataclass(frozen=True)
class Case:
    """One behaviour of a provider, and the truth about it."""

    name: str
    story: str
    #: From which minute to which the old value, or what came of it, works for somebody. The truth.
    alive: tuple[tuple[float, float], ...]
    #: When the provider ends the old value, and when it lets it work again (by pairs).
    ends: tuple[tuple[float, float], ...] = ((10, EVER),)
    places: tuple[Place, ...] = (Place(),)
    quirks: tuple[Quirk, ...] = ()
    refusal: Reply = REFUSED
    new_from: float = 10
    new_as: str = "app"
    #: What keyroll is told of the provider.
    window: float = 5
    lockout: tuple[int, float] | None = None
    rate: tuple[int, float] | None = None
    expected_new: str = ""
    #: What the provider really does with too many failures for an account, or too many tries of a value.
    locks: tuple[int, float] | None = None
    slows: tuple[int, float, Reply] | None = None
    new_shares_account: bool = True
    #: Sessions opened with the old value: until when they live; whether they can be looked at: yes, ambiguous, none.
    session_until: float | None = None
    looks: str = "yes"
    #: A credential minted with the old value: until when it works, whether its value is at hand, the longest life.
    derived_until: float | None = None
    derived_given: bool = True
    derived_life: float | None = None
    #: What the provider's list says of the credential from a minute on; minutes at which others used it by the logs.
    record: Mapping[float, str] = field(default_factory=dict)
    uses: tuple[float, ...] = ()
    #: The process dies at the first try of the old value from each of these minutes on, before it notes the answer.
    dies: tuple[float, ...] = ()
    #: From this minute the reference to the old value leads to another value, and tries come from another machine.
    swapped_at: float = EVER
    moved_at: float = EVER
    #: The verdict that must stand at the end, where more than "not dead" is asked.
    verdict: str = ""
    #: Minutes from the last moment of life within which death must be proven; None where it cannot be.
    within: float | None = None
    #: For a death that no probe can prove: why.
    unprovable: str = ""

    def is_alive(self, minute: float) -> bool:
        """Tell the truth."""
        return any(begin <= minute < end for begin, end in self.alive)


class Played:
    """A case that is being played; it remembers tries as a provider would."""

    def __init__(self, case: Case, seed: str = "") -> None:
        self.case = case
        self.number = 0
        self._chance = random.Random(case.name + seed)
        self._failures: list[float] = []
        self._tries: list[float] = []

    def answer(self, role: str, place: str, minute: float) -> Reply:
        """Answer a try of the old, the new, a never-issued or a derived value at a place."""
        self.number += 1
        chance, replica = self._chance.random(), self._chance.random()
        for quirk in self.case.quirks:
            if quirk.fits(role, place, minute, self.number, chance):
                return quirk.reply
        reply = self._limited(role, minute) or self._true(role, place, minute, replica)
        if role in ("old", "never") and reply.outcome.startswith("refused"):
            self._failures.append(minute)
        return reply

    def look(self, minute: float) -> tuple[str, int]:
        """Say how a look at the sessions ends, and how many of the old ones are open."""
        if self.case.looks != "yes":
            return "ambiguous", 0
        open_now = self.case.session_until is not None and minute < self.case.session_until
        return ("accepted", 1) if open_now else ("refused_credential", 0)

    def record(self, minute: float) -> str:
        """Return what the provider's list says at a minute; empty where nobody read it."""
        said = [word for since, word in sorted(self.case.record.items()) if since <= minute]
        return said[-1] if said else ""

    def _limited(self, role: str, minute: float) -> Reply | None:
        case = self.case
        if case.locks and (role == "old" or (role == "new" and case.new_shares_account)):
            failures, within = case.locks
            if sum(1 for one in self._failures if one > minute - within) >= failures:
                return REFUSED
        if case.slows and role == "old":
            tries, within, reply = case.slows
            recent = sum(1 for one in self._tries if one > minute - within)
            if recent >= tries:
                return reply
            self._tries.append(minute)
        return None

    def _true(self, role: str, place: str, minute: float, chance: float) -> Reply:
        case = self.case
        if role == "never" or (role == "new" and minute < case.new_from):
            return REFUSED
        if role == "new":
            return Reply("accepted", case.new_as)
        if role == "derived":
            lives = case.derived_until is not None and minute < case.derived_until
            return Reply("accepted", "app") if lives else REFUSED
        if minute >= case.swapped_at:
            return REFUSED
        return Reply("accepted", "app") if self._works(place, minute, chance) else case.refusal

    def _works(self, name: str, minute: float, chance: float) -> bool:
        place = next(one for one in self.case.places if one.name == name)
        if place.sticky:
            chance = random.Random(int(minute // place.sticky)).random()
        replica = place.replicas[int(chance * len(place.replicas))]
        return not any(since + replica.lag <= minute < back for since, back in self.case.ends)
