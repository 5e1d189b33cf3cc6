"""Passwords of accounts that an administrator sets over HTTP: one at a time, and nothing lists them."""

from collections.abc import Callable

from keyroll.model.json import Json
from keyroll.model.probe import Limit, Plane
from keyroll.providers import _changing
from keyroll.providers._changing import SECOND, Changing
from keyroll.providers.contracts.kinds import LeastScope
from keyroll.providers.contracts.probe import Login, Probe
from keyroll.providers.contracts.rotate import Change, ChosenBy, Created, Ended, NewValue, Rotator, Slots, Subject
from keyroll.secret import Secret

#: The way to the request that sets a password: method, path, and the body with the value.
Setting = Callable[[str, Secret], tuple[str, str, dict[str, Json]]]


def set_by_administrator(
    admin: Probe,
    opened: Callable[[Plane, Login], Callable[[], Changing]],
    setting: Setting,
    scope: LeastScope,
    *,
    no_sessions_because: str = "",
    derives: str = "",
    end_sessions: Change | None = None,
) -> Rotator:
    """Return a rotator that sets an account's password as an administrator, who signs in as ``admin`` probes."""

    def create(plane: Plane, login: Login, subject: Subject, new: NewValue) -> Created:
        value = new.value
        if value is None:
            return Created(Ended.REFUSED, "no value")

        def change(http: Changing) -> Created:
            method, path, body = setting(subject.account, value)
            http.change(method, path, body)
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
        unlisted_because="an account is listed without its password",
    )
