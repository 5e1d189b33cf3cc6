"""Changes client secrets of Okta's OAuth applications: two at most; Okta makes the value if none is given.

developer.okta.com, *Client secret rotation*, and help.okta.com, *Rotate a client secret for an API service integration*
(two at most, both active until one is set inactive, which may then be deleted), read 2026-11-28; *Application SSO OAuth
2.0 Credentials API*, in the methods and models of the vendor's library (PyPI ``okta`` 3.4.6), read 2026-11-29:

- A third secret is refused with an error (400 from memory). Only an inactive secret can be deleted, and a client's only
  secret cannot be deactivated. An inactive one can be made active again.
- **Okta shows secrets in its lists to every reader of the lists**: a lost reply loses nothing, and the list is a copy.
- Okta refuses changes of credentials of an application that holds an administrator's role (docs.aws.amazon.com, Secrets
  Manager, *Okta OAuth client secret*, read 2026-11-28).
- A secret has no description. Secrets are distinguished by id; a repeated request is refused if two exist.
- Access and refresh tokens that were issued for a secret stay valid: refresh tokens of a user are revoked at
  ``/oauth2/v1/clients/ID/tokens`` of that user, which is not done here.
- The value is the bare secret; consumers also need the client id, which stays.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Final
from urllib.parse import quote

from keyroll.http import header
from keyroll.model.json import Record, iterate, single
from keyroll.model.probe import Limit, Plane
from keyroll.providers import _changing
from keyroll.providers._changing import Changing
from keyroll.providers._wire import balanced
from keyroll.providers.contracts.kinds import LeastScope
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import (
    ChosenBy,
    Created,
    EffectResult,
    Ended,
    Generation,
    GenerationState,
    ListedGenerations,
    NewValue,
    Rotator,
    RotatorSetting,
    Slots,
    Subject,
)
from keyroll.providers.okta.connection import scheme
from keyroll.providers.okta.probe import attempt
from keyroll.secret import Secret

_APPLICATION: Final = "application"
_SLOTS: Final = 2


def generations(plane: Plane, login: Login, subject: Subject) -> ListedGenerations:
    """List the client secrets of the application by id."""
    return _changing.listed(
        _opened(plane, login),
        lambda http: ListedGenerations(tuple(_generation(one) for one in _secrets(http, subject))),
    )


def create(plane: Plane, login: Login, subject: Subject, _new: NewValue) -> Created:
    """Make a second client secret. If two exist, the request is not sent."""

    def make(http: Changing) -> Created:
        if len(_secrets(http, subject)) >= _SLOTS:
            return Created(Ended.REFUSED, "two secrets")
        made = single(http.change("POST", _path(subject), {}).json(), "secrets")
        value = Secret(made.text("client_secret").encode())
        return Created(Ended.DONE, generation=_generation(made), value=value)

    return _changing.made(_opened(plane, login), make)


def disable(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Deactivate a secret; a secret that is gone or inactive counts as done."""

    def change(http: Changing) -> EffectResult:
        found = {one.id: one.state for one in map(_generation, _secrets(http, subject))}
        if found.get(generation.id) is GenerationState.ACTIVE:
            http.change("POST", f"{_path(subject)}/{quote(generation.id, safe='')}/lifecycle/deactivate", None)
        return EffectResult(Ended.DONE)

    return _changing.effect(_opened(plane, login), change)


def enable(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Activate a secret again."""

    def change(http: Changing) -> EffectResult:
        found = {one.id: one.state for one in map(_generation, _secrets(http, subject))}
        if generation.id not in found:
            return EffectResult(Ended.REFUSED, "deleted")
        if found[generation.id] is not GenerationState.ACTIVE:
            http.change("POST", f"{_path(subject)}/{quote(generation.id, safe='')}/lifecycle/activate", None)
        return EffectResult(Ended.DONE)

    return _changing.effect(_opened(plane, login), change)


def delete(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Deactivate and delete a secret; a secret that is gone counts as done."""
    ended = disable(plane, login, subject, generation)
    if ended.ended is not Ended.DONE:
        return ended

    def remove(http: Changing) -> EffectResult:
        return _changing.change_or_gone(http, "DELETE", f"{_path(subject)}/{quote(generation.id, safe='')}")

    return _changing.effect(_opened(plane, login), remove)


def _secrets(http: Changing, subject: Subject) -> list[Record]:
    return list(iterate(http.get(_path(subject)).json(), "secrets"))


def _generation(secret: Record) -> Generation:
    name = secret.text("id")
    state = GenerationState.ACTIVE if secret.text("status") == "ACTIVE" else GenerationState.DISABLED
    return Generation(name, name, state, secret.time("created"))


def _path(subject: Subject) -> str:
    return f"/api/v1/apps/{quote(subject.settings.get(_APPLICATION, ''), safe='')}/credentials/secrets"


def _opened(plane: Plane, login: Login) -> Callable[[], Changing]:
    authorise = header("Authorization", login.value, scheme(login.value))
    return lambda: Changing(plane.address, authorise, headers={"User-Agent": login.mark})


ROTATORS = (
    Rotator(
        kind="client_secret",
        chosen_by=ChosenBy.PROVIDER,
        slots=Slots.TWO,
        place=balanced,
        administrator=attempt,
        generations=generations,
        scopes=(LeastScope("okta.apps.manage", "make, deactivate and delete secrets; also changes applications"),),
        create=create,
        disable=disable,
        enable=enable,
        delete=delete,
        no_sessions_because="none except the tokens that were issued for it",
        unchecked_because="Okta shows the scopes of a token in the token only: the first write shows them",
        derives="access and refresh tokens of OAuth",
        pace=Limit(1, timedelta(seconds=1)),
        settings=(RotatorSetting(_APPLICATION, "the id of the application"),),
    ),
)
