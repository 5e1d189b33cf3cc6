"""Changes client secrets of applications in Entra. Many may exist; Microsoft makes the value and shows it once.

learn.microsoft.com, Microsoft Graph v1.0, *application: addPassword* (the value comes in this response only; least
right ``Application.ReadWrite.OwnedBy``; without an end two years) and *passwordCredential*, read 2026-11-29;
*Configurable token lifetimes* (60 to 90 minutes, 75 on average; 24 to 28 hours with continuous access evaluation), read
2026-11-28. The delay of replicas is from memory (re-check):

- ``displayName`` of the secret holds the mark and the id of the old one. Graph keeps no time of last use.
- A secret cannot be disabled separately; an application can (``accountEnabled`` of its service principal), with all of
  its secrets.
- Graph serves reads from replicas: a new secret may be missing in a list, and be refused at the token endpoint, for
  some minutes. A second ``addPassword`` within that time makes a second secret.
- Access tokens that were fetched with a secret stay valid for 60 to 90 minutes, and for up to 28 hours with continuous
  access evaluation. The removal of a secret ends none of them: they are waited out, or probed. Tokens for Microsoft
  Graph of an application that opted in to that evaluation (``xms_cc``) end when its service principal is disabled or
  deleted (*Continuous access evaluation for workload identities*, read 2026-11-29).
- The new secret has the lifetime of the old one. The value is ``CLIENT_ID:SECRET``.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final
from urllib.parse import quote

from keyroll import addresses
from keyroll.errors import AnswerRefused
from keyroll.model.json import Json, Record, single
from keyroll.model.probe import Limit, Plane
from keyroll.providers import _changing
from keyroll.providers._changing import Changing, named_by
from keyroll.providers._oauth import Bearer
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
from keyroll.providers.entra.connection import signed_in
from keyroll.providers.entra.probe import LONGEST, attempt, place
from keyroll.secret import Secret

_APPLICATION, _GRAPH = "application", "graph"
_PUBLIC: Final = "https://graph.microsoft.com"
#: The usual lifetime of a secret, if the old one has no end.
_LIFE: Final = timedelta(days=180)


def generations(plane: Plane, login: Login, subject: Subject) -> ListedGenerations:
    """List the client secrets of one purpose by their key id."""

    def read(http: Changing) -> ListedGenerations:
        secrets = list(_application(http, subject).records("passwordCredentials"))
        return named_by("keyId", subject.account, secrets, lambda one: _tag(one)[1], _generation)

    return _changing.listed(_opened(plane, login, subject), read)


def create(plane: Plane, login: Login, subject: Subject, new: NewValue) -> Created:
    """Add a client secret."""

    def add(http: Changing) -> Created:
        application = _application(http, subject)
        secrets = list(application.records("passwordCredentials"))
        old = next((one for one in secrets if one.text("keyId") == subject.account), None)
        if old is None:
            return Created(Ended.REFUSED, "the secret does not exist")
        name = _changing.tagged(old.maybe("displayName"), new.mark, subject.account)
        given: dict[str, Json] = {"displayName": name, "endDateTime": _ends(old)}
        reply = http.change("POST", f"{_path(subject)}/addPassword", {"passwordCredential": given})
        made = single(reply.json(), "addPassword")
        value = Secret(f"{application.text('appId')}:{made.text('secretText')}".encode())
        return Created(Ended.DONE, generation=_generation(made), value=value)

    return _changing.made(_opened(plane, login, subject), add)


def delete(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Remove a client secret; a secret that is gone counts as done."""

    def remove(http: Changing) -> EffectResult:
        secrets = _application(http, subject).records("passwordCredentials")
        if all(one.text("keyId") != generation.id for one in secrets):
            return EffectResult(Ended.DONE, "gone")
        http.change("POST", f"{_path(subject)}/removePassword", {"keyId": generation.id})
        return EffectResult(Ended.DONE)

    return _changing.effect(_opened(plane, login, subject), remove)


def _application(http: Changing, subject: Subject) -> Record:
    reply = http.get(f"{_path(subject)}?$select=id,appId,passwordCredentials")
    return single(reply.json(), "application")


def _path(subject: Subject) -> str:
    return f"/v1.0/applications/{quote(subject.settings.get(_APPLICATION, ''), safe='')}"


def _tag(secret: Record) -> tuple[str, str]:
    return _changing.tag_of(secret.maybe("displayName"))


def _generation(secret: Record) -> Generation:
    name, ends = secret.text("keyId"), secret.time("endDateTime")
    over = ends is not None and ends <= datetime.now(UTC)
    state = GenerationState.DISABLED if over else GenerationState.ACTIVE
    return Generation(name, name, state, secret.time("startDateTime"), mark=_tag(secret)[0])


def _ends(old: Record) -> str:
    began, ends = old.time("startDateTime"), old.time("endDateTime")
    life = ends - began if began and ends and ends > began else _LIFE
    return (datetime.now(UTC) + life).strftime("%Y-%m-%dT%H:%M:%SZ")


def _opened(plane: Plane, login: Login, subject: Subject) -> Callable[[], Changing]:
    parts = addresses.parts(plane.address)
    tenant, server = parts.path.strip("/"), f"{parts.scheme}://{parts.netloc}"
    bearer = Bearer(partial(signed_in, server, tenant, login.value))

    def opened() -> Changing:
        if not subject.settings.get(_APPLICATION):
            raise AnswerRefused("application", hint="name the object id of the application")
        graph = subject.settings.get(_GRAPH, _PUBLIC)
        return Changing(graph, bearer, headers={"User-Agent": login.mark})

    return opened


ROTATORS = (
    Rotator(
        kind="app_credential",
        parts=("id", "secret"),
        chosen_by=ChosenBy.PROVIDER,
        slots=Slots.MANY,
        place=place,
        administrator=attempt,
        generations=generations,
        scopes=(
            LeastScope(
                "Application.ReadWrite.OwnedBy", "change secrets of applications that keyroll's application owns"
            ),
            LeastScope("Application.ReadWrite.All", "change secrets of every application, if it owns none"),
        ),
        create=create,
        delete=delete,
        no_sessions_because="none except the tokens that were fetched with it",
        unchecked_because="Graph shows the roles of an application to administrators only: the first write shows them",
        derives=f"access tokens, for up to {LONGEST.total_seconds() / 3600:.0f} hours; nothing ends them earlier",
        pace=Limit(1, timedelta(seconds=1)),
        settings=(
            RotatorSetting(_APPLICATION, "the object id of the application (not its client id)"),
            RotatorSetting(_GRAPH, "the address of Graph; national clouds have their own", required=False),
        ),
    ),
)
