"""Changes API keys of Anthropic: a person makes the new key, and the Admin API disables, enables and archives the old.

platform.claude.com, *Admin API*, *API keys* (list, retrieve, update), in the models of the vendor's library (PyPI
``anthropic``). No request makes or deletes a key: so says docs.rs, ``claude-api`` 0.5.3, *admin/api_keys* (both read
2026-11-28):

- Any number of keys may be active. A key is ``active``, ``inactive`` (may be made active again), ``archived`` (for
  good) or ``expired``; an archived one counts as deleted.
- The new key is recognised by its name, which ends with ``[keyroll OLD]``: the id of the old key.
- The API keeps no time of last use.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Final
from urllib.parse import quote

from keyroll.errors import NotThere
from keyroll.http import header
from keyroll.model.json import Record, single
from keyroll.model.probe import Limit, Plane
from keyroll.providers import _changing
from keyroll.providers._changing import Changing, named_by
from keyroll.providers._wire import balanced
from keyroll.providers.anthropic.connection import VERSION
from keyroll.providers.anthropic.probe import attempt
from keyroll.providers.contracts.kinds import LeastScope
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import (
    ChosenBy,
    EffectResult,
    Ended,
    Generation,
    GenerationAct,
    GenerationState,
    GuidedStep,
    ListedGenerations,
    Rotator,
    Slots,
    Subject,
)

_PATH: Final = "/v1/organizations/api_keys"
_TAG = re.compile(r"\[keyroll (\S+)\]\Z")


def generations(plane: Plane, login: Login, subject: Subject) -> ListedGenerations:
    """List the keys of one purpose by id; archived and expired keys are gone."""

    def read(http: Changing) -> ListedGenerations:
        keys = [one for one in _keys(http) if one.text("status") in ("active", "inactive")]
        return named_by("id", subject.account, keys, _of, _generation)

    return _changing.listed(_opened(plane, login), read)


def disable(plane: Plane, login: Login, _subject: Subject, generation: Generation) -> EffectResult:
    """Make a key inactive; a key that is gone counts as done."""
    return _status(plane, login, generation, "inactive")


def enable(plane: Plane, login: Login, _subject: Subject, generation: Generation) -> EffectResult:
    """Make a key active again."""
    return _status(plane, login, generation, "active")


def delete(plane: Plane, login: Login, _subject: Subject, generation: Generation) -> EffectResult:
    """Archive a key; a key that is gone counts as done."""
    return _status(plane, login, generation, "archived")


def _status(plane: Plane, login: Login, generation: Generation, status: str) -> EffectResult:
    path = f"{_PATH}/{quote(generation.id, safe='')}"
    gone = EffectResult(Ended.REFUSED if status == "active" else Ended.DONE, "gone")

    def change(http: Changing) -> EffectResult:
        try:
            now = single(http.get(path).json(), "api_key").text("status")
        except NotThere:
            return gone
        if now in ("archived", "expired"):
            return gone
        if now != status:
            http.change("POST", path, {"status": status})
        return EffectResult(Ended.DONE)

    return _changing.effect(_opened(plane, login), change)


def _keys(http: Changing) -> list[Record]:
    return _changing.records_by_last(http, f"{_PATH}?limit=1000", "after_id", "api_keys")


def _of(key: Record) -> str:
    found = _TAG.search(key.maybe("name"))
    return found[1] if found else ""


def _generation(key: Record) -> Generation:
    name = key.text("id")
    state = GenerationState.ACTIVE if key.text("status") == "active" else GenerationState.DISABLED
    return Generation(name, name, state, key.time("created_at"))


def _opened(plane: Plane, login: Login) -> Callable[[], Changing]:
    authorise = header("x-api-key", login.value)
    return lambda: Changing(plane.address, authorise, headers={**VERSION, "User-Agent": login.mark})


ROTATORS = (
    Rotator(
        kind="api_key",
        chosen_by=ChosenBy.PROVIDER,
        slots=Slots.MANY,
        place=balanced,
        administrator=attempt,
        generations=generations,
        scopes=(LeastScope("an admin key", "change the status of keys; it may change those of every workspace"),),
        disable=disable,
        enable=enable,
        delete=delete,
        no_sessions_because="each request carries the key",
        unchecked_because="no request shows what an admin key may write: the first write shows it",
        pace=Limit(1, timedelta(seconds=1)),
        guided=(
            GuidedStep(
                GenerationAct.CREATE,
                "https://console.anthropic.com/settings/keys",
                (
                    "Create Key",
                    "Workspace: that of the old key",
                    "Name: the old name, then [keyroll {id}]",
                    "copy the value, which is shown once, to the consumer",
                ),
                because="the Admin API makes no keys",
            ),
        ),
    ),
)
