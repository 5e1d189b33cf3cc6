"""What tests of rotators share: short words for logins, values, and the effects of one rotator on one credential."""

import secrets
from dataclasses import dataclass
from typing import Any

from keyroll.model.probe import Outcome, Plane
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer
from keyroll.providers.contracts.rotate import (
    Change,
    Created,
    EffectResult,
    Ended,
    Generation,
    GenerationState,
    NewValue,
    Rotator,
    Subject,
)
from keyroll.secret import Secret

MARK = "keyroll-0123456789"


def fresh() -> Secret:
    return Secret(secrets.token_urlsafe(32).encode())


def secret(text: str) -> Secret:
    return Secret(text.encode())


def opened(value: Secret) -> str:
    """The value itself: tests compare it."""
    return bytes(getattr(value, "_Secret__value")).decode()  # noqa: B009


@dataclass(frozen=True)
class Rotating:
    """One rotator, one administrator and one credential."""

    rotator: Rotator
    probe: Probe
    plane: Plane
    admin: Login
    subject: Subject
    probed: Plane | None = None

    def listed(self) -> list[Generation]:
        found = self.rotator.generations(self.plane, self.admin, self.subject)
        assert found.generations is not None, found.said
        return list(found.generations)

    def states(self) -> dict[str, GenerationState]:
        return {one.id: one.state for one in self.listed()}

    def new(self, mark: str = MARK, old: Secret | None = None) -> NewValue:
        """A named and chosen new value, as the engine seals it before it makes it."""
        value = self.rotator.fresh(old) if self.rotator.fresh else fresh()
        name = self.rotator.name_new
        return NewValue(mark, name(self.subject, self.listed(), value) if name else "", value)

    def create(self, new: NewValue) -> Created:
        assert self.rotator.create
        return self.rotator.create(self.plane, self.admin, self.subject, new)

    def change(self, act: str, generation: Generation) -> EffectResult:
        change: Change | None = getattr(self.rotator, act)
        assert change
        return change(self.plane, self.admin, self.subject, generation)

    def done(self, act: str, generation: Generation) -> None:
        """An effect, and the same again: it is done both times."""
        for _ in range(2):
            assert self.change(act, generation).ended is Ended.DONE

    def assert_both_sign_in_until_disabled(self, value: str) -> tuple[Generation, NewValue]:
        """A doubled request adds a second value; both sign in until the old one is disabled. Return both."""
        who = self.subject.account
        (old,) = self.listed()
        new = self.new()
        for _ in range(2):
            assert self.create(new).ended is Ended.DONE
        assert self.states() == {old.id: GenerationState.ACTIVE, new.id: GenerationState.ACTIVE}
        assert self.accepted(who, value)
        assert self.accepted(who, new.value)
        self.done("disable", old)
        assert self.states() == {old.id: GenerationState.DISABLED, new.id: GenerationState.ACTIVE}
        assert self.refused(who, value)
        assert self.accepted(who, new.value)
        return old, new

    def assert_comes_back_until_deleted(self, old: Generation, new: NewValue, value: str, named: str = "") -> None:
        """A disabled value signs in again when it is enabled, and no more when it is deleted; the new one is left.

        ``named`` is the account of the new value if it is another one.
        """
        who = self.subject.account
        self.done("enable", old)
        assert self.accepted(who, value)
        assert self.accepted(named or who, new.value)
        self.done("disable", old)
        self.done("delete", old)
        assert self.states() == {new.id: GenerationState.ACTIVE}
        assert self.refused(who, value)
        assert self.change("enable", old).ended is Ended.REFUSED

    def assert_listed_until_deleted(self, old: Generation, left: str) -> None:
        """An old value is disabled, enabled and deleted, which the list shows; one value is left."""
        self.done("disable", old)
        assert self.states() == {old.id: GenerationState.DISABLED, left: GenerationState.ACTIVE}
        self.done("enable", old)
        self.done("delete", old)
        assert self.states() == {left: GenerationState.ACTIVE}
        assert self.change("enable", old).ended is Ended.REFUSED

    def assert_both_are_known_of_a_doubled_request(self) -> None:
        """What arrived twice made two: both are listed with its mark, and the surplus one is deleted."""
        (old,) = self.listed()
        made = [one.generation for one in (self.create(NewValue(MARK)), self.create(NewValue(MARK)))]
        first, second = (one for one in made if one is not None)
        assert {one.id: one.mark for one in self.listed()} == {old.id: old.mark, first.id: MARK, second.id: MARK}
        self.done("delete", first)
        assert {one.id: one.mark for one in self.listed()} == {old.id: old.mark, second.id: MARK}

    def tried(self, who: str, value: Any) -> ProbeAnswer:
        given = value if isinstance(value, Secret) else secret(value)
        return self.probe.attempt(self.probed or self.plane, Login(who, given, MARK))

    def accepted(self, who: str, value: Any) -> bool:
        return self.tried(who, value).outcome is Outcome.ACCEPTED

    def refused(self, who: str, value: Any) -> bool:
        return self.tried(who, value).outcome in (Outcome.REFUSED_CREDENTIAL, Outcome.REFUSED_DISABLED)
