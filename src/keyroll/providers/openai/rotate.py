"""Changes API keys of OpenAI's projects: a new service account comes with a new key, which is shown once.

platform.openai.com, API reference, *Administration*: *Project service accounts*, *Project API keys*, in the models and
methods of the vendor's library (PyPI ``openai`` 3.57); w3cschool.cn, copy of the API reference of 2026-11-17 (create
and delete a project's service account and API keys; ``last_used_at`` of a key), read 2026-11-29:

- A key of a person is made in the browser only (from memory: re-check). The successor of any key is therefore the key
  of a new service account, whose name ends with ``[keyroll MARK OLD]``: the mark of the request and the id of the old
  key.
- Newer than this rotator: a further key of the same service account (``…/service_accounts/ID/api_keys``). With it the
  account could stay; it was not tried.
- A key that is deleted leaves its service account and the account's other keys. An account is therefore deleted only
  with its last key. Neither can be disabled.
- If a policy sets the longest lifetime of a key, a new key needs an end (``expires_in_seconds``), and a key without an
  end is refused.
- Organisation and project stay the same, and with them limits and bills. The role of a new account is ``member``.
- ``last_used_at`` of a key is kept with an unknown delay.
"""

from datetime import timedelta
from typing import Final
from urllib.parse import quote

from keyroll.model.json import Record, single
from keyroll.model.probe import Limit, Plane
from keyroll.providers import _changing
from keyroll.providers._changing import Changing, named_by
from keyroll.providers._wire import balanced
from keyroll.providers.contracts.kinds import LeastScope
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import (
    ChosenBy,
    Created,
    EffectResult,
    Ended,
    Generation,
    ListedGenerations,
    NewValue,
    Rotator,
    RotatorSetting,
    Slots,
    Subject,
)
from keyroll.providers.openai.probe import attempt
from keyroll.secret import Secret

_PROJECT: Final = "project"


def generations(plane: Plane, login: Login, subject: Subject) -> ListedGenerations:
    """List the keys of one purpose by id."""

    def read(http: Changing) -> ListedGenerations:
        keys = _keys(http, subject)
        return named_by("id", subject.account, keys, lambda one: _tag(one)[1], _generation)

    return _changing.listed(_changing.by_bearer(plane, login), read)


def create(plane: Plane, login: Login, subject: Subject, new: NewValue) -> Created:
    """Make a service account, and take its key."""

    def make(http: Changing) -> Created:
        old = next((one for one in _keys(http, subject) if one.text("id") == subject.account), None)
        if old is None:
            return Created(Ended.REFUSED, "the key does not exist")
        name = _changing.tagged(_name(old), new.mark, subject.account)
        made = single(http.change("POST", f"{_path(subject)}/service_accounts", {"name": name}).json(), "accounts")
        key = made.inner("api_key")
        generation = Generation(key.text("id"), key.text("id"), made_at=key.time("created_at"), mark=new.mark)
        return Created(Ended.DONE, generation=generation, value=Secret(key.text("value").encode()))

    return _changing.made(_changing.by_bearer(plane, login), make)


def delete(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Delete a key, or the service account whose only key it is; a key that is gone counts as done."""

    def remove(http: Changing) -> EffectResult:
        keys = _keys(http, subject)
        key = next((one for one in keys if one.text("id") == generation.id), None)
        if key is None:
            return EffectResult(Ended.DONE, "gone")
        account = key.maybe("owner.service_account.id")
        alone = sum(one.maybe("owner.service_account.id") == account for one in keys) == 1
        end = f"api_keys/{quote(generation.id, safe='')}"
        if account and alone:
            end = f"service_accounts/{quote(account, safe='')}"
        return _changing.change_or_gone(http, "DELETE", f"{_path(subject)}/{end}")

    return _changing.effect(_changing.by_bearer(plane, login), remove)


def _keys(http: Changing, subject: Subject) -> list[Record]:
    path = f"{_path(subject)}/api_keys?limit=100&owner_project_access=any"
    return _changing.records_by_last(http, path, "after", "api_keys")


def _name(key: Record) -> str:
    """Return the name of a key's service account, which holds the mark, or of the key."""
    return key.maybe("owner.service_account.name") or key.maybe("name")


def _tag(key: Record) -> tuple[str, str]:
    return _changing.tag_of(_name(key))


def _generation(key: Record) -> Generation:
    name = key.text("id")
    made, used = key.time("created_at"), key.time("last_used_at")
    return Generation(name, name, made_at=made, last_used_at=used, mark=_tag(key)[0])


def _path(subject: Subject) -> str:
    return f"/v1/organization/projects/{quote(subject.settings.get(_PROJECT, ''), safe='')}"


ROTATORS = (
    Rotator(
        kind="api_key",
        chosen_by=ChosenBy.PROVIDER,
        slots=Slots.MANY,
        place=balanced,
        administrator=attempt,
        generations=generations,
        scopes=(LeastScope("an admin key that may write", "make and delete service accounts and keys of a project"),),
        create=create,
        delete=delete,
        no_sessions_because="each request carries the key",
        unchecked_because="no request shows what an admin key may write: the first write shows it",
        last_used="last_used_at of the key",
        last_used_delay=timedelta(hours=1),
        pace=Limit(1, timedelta(seconds=1)),
        settings=(RotatorSetting(_PROJECT, "the id of the project"),),
    ),
)
