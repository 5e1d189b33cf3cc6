"""Passwords of accounts that an administrator sets over HTTP: one at a time, without a list of values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from keyroll.model.json import Json
from keyroll.model.probe import Limit, Plane
from keyroll.providers import _changing
from keyroll.providers._changing import SECOND, Changing
from keyroll.providers.contracts.kinds import LeastScope
from keyroll.providers.contracts.probe import Login, Probe
from keyroll.providers.contracts.rotate import Change, ChosenBy, Created, Ended, NewValue, Rotator, Slots, Subject


@dataclass(frozen=True, slots=True)
class PasswordRequest:
    """The request that sets a password: its path, its body without the value, and the members that hold the value."""

    path: str
    body: Mapping[str, Json]
    members: Sequence[str]


def set_by_administrator(
    admin: Probe,
    opened: Callable[[Plane, Login], Callable[[], Changing]],
    request: Callable[[str], PasswordRequest],
    scope: LeastScope,
    *,
    no_sessions_because: str = "",
    derives: str = "",
    end_sessions: Change | None = None,
) -> Rotator:
    """Return a rotator that sets an account's password as an administrator, who signs in as ``admin`` probes.

    ``request`` is the request for an account.
    """

    def create(plane: Plane, login: Login, subject: Subject, new: NewValue) -> Created:
        value = new.value
        if value is None:
            return Created(Ended.REFUSED, "no value")

        def change(http: Changing) -> Created:
            asked = request(subject.account)
            http.change("PUT", asked.path, dict(asked.body), sealed=dict.fromkeys(asked.members, value))
            return Created(Ended.DONE)

        return _changing.made(opened(plane, login), change)

    return Rotator(
        kind="account",
        way="password",
        chosen_by=ChosenBy.KEYROLL,
        slots=Slots.ONE,
        place=admin.place,
        administrator=admin.attempt,
        generations=_changing.no_list,
        scopes=(scope,),
        create=create,
        name_new=lambda _subject, _listed, _value: "new",
        end_sessions=end_sessions,
        no_sessions_because=no_sessions_because,
        derives=derives,
        pace=Limit(2, SECOND),
        lockout=admin.lockout,
        unchecked_because="no request of this vendor that keyroll reads shows it: the first write does",
        unlisted_because="an account is listed without its password",
    )
