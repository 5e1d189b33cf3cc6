"""Changes deploy keys of GitHub's repositories. Many may exist; keyroll chooses the key.

docs.github.com, REST API, *Deploy keys*, *Managing deploy keys*, in the description ``@octokit/openapi`` 23.0.2:

- A key is made by its public half; the private one stays with keyroll. A key that is in use anywhere on GitHub is
  refused (422), so a repeated request is found in the list.
- A deploy key cannot be changed or disabled, only deleted. ``last_used`` is given for each key, with an unknown delay.
- The title ends with ``[keyroll MARK OLD]``: the mark of the request and the fingerprint of the old key.
- **The private key of an app is made in the browser only** (docs.github.com, *Managing private keys for GitHub Apps*,
  read 2026-11-28). An app takes up to 25 keys at once, and no request lists them: a person makes the new one and
  deletes the old one, and the probe shows which are accepted.
- Personal access tokens cannot be made by a request. An owner may revoke a member's fine-grained token.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import quote

from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_ssh_private_key,
)

from keyroll.errors import AnswerRefused, NotThere
from keyroll.http import bearer
from keyroll.model.json import Json, Record, iterate
from keyroll.model.probe import Limit, Outcome, Plane
from keyroll.providers import _changing
from keyroll.providers._changing import Changing, of_one_purpose
from keyroll.providers._keys import public_key_identifiers
from keyroll.providers._rest import by_link
from keyroll.providers._wire import balanced
from keyroll.providers.contracts.kinds import LeastScope
from keyroll.providers.contracts.probe import Login, ProbeAnswer
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
from keyroll.providers.github.probe import attempt
from keyroll.reveal import reveal
from keyroll.secret import Secret

_REPOSITORY: Final = "repository"
_TAG = re.compile(r"\s*\[keyroll (\S*) (SHA256:\S+)\]\Z")
_HEADERS: Final = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}


def administrator(plane: Plane, login: Login) -> ProbeAnswer:
    """Sign in; GitHub names the owner of a token, but not the app of an installation's token, which is accepted."""
    answer = attempt(plane, login)
    if answer.outcome is Outcome.ACCEPTED and not answer.identity:
        return replace(answer, identity=login.who)
    return answer


def generations(plane: Plane, login: Login, subject: Subject) -> ListedGenerations:
    """List the keys of one purpose by fingerprint."""

    def read(http: Changing) -> ListedGenerations:
        keys = list(_keys(http, subject))
        same = of_one_purpose(_account(keys, subject), {_name(one): _tag(one)[1] for one in keys})
        return ListedGenerations(tuple(_generation(one) for one in keys if _name(one) in same))

    return _changing.listed(_opened(plane, login), read)


def name_new(_subject: Subject, _listed: Sequence[Generation], value: Secret) -> str:
    """Return the fingerprint of the key."""
    return public_key_identifiers(_public(value))[0].value


def fresh(_old: Secret | None) -> Secret:
    """Return a new private key (Ed25519) without a passphrase."""
    key = ed25519.Ed25519PrivateKey.generate()
    return Secret(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))


def create(plane: Plane, login: Login, subject: Subject, new: NewValue) -> Created:
    """Add the public key, with the access of the old key; a key that the repository has already is not added again."""
    if new.value is None:
        return Created(Ended.REFUSED, "no value")
    public = _public(new.value)
    name = public_key_identifiers(public)[0].value

    def add(http: Changing) -> Created:
        keys = list(_keys(http, subject))
        if all(_name(one) != name for one in keys):
            account = _account(keys, subject)
            old = next((one for one in keys if _name(one) == account), None)
            if old is None:
                return Created(Ended.REFUSED, "the key does not exist")
            title = _changing.tagged(old.maybe("title"), new.mark, account, _TAG)
            body: dict[str, Json] = {"title": title, "key": public, "read_only": old.flag("read_only") is not False}
            http.change("POST", _path(subject), body)
        return Created(Ended.DONE, generation=Generation(name, name, mark=new.mark))

    return _changing.made(_opened(plane, login), add)


def delete(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Delete a key by its number, which the list gives; a key that is gone counts as done."""

    def remove(http: Changing) -> EffectResult:
        for one in _keys(http, subject):
            if _name(one) == generation.id:
                try:
                    http.change("DELETE", f"{_path(subject)}/{one.text('id')}", None)
                except NotThere:
                    continue
        return EffectResult(Ended.DONE)

    return _changing.effect(_opened(plane, login), remove)


def _keys(http: Changing, subject: Subject) -> Iterator[Record]:
    path = f"{_path(subject)}?per_page=100"
    while path:
        reply = http.get(path)
        yield from iterate(reply.json(), path)
        path = by_link(path, reply, None)


def _name(key: Record) -> str:
    return public_key_identifiers(key.text("key"))[0].value


def _account(keys: Sequence[Record], subject: Subject) -> str:
    """Return the fingerprint of the changed key; its identifier has GitHub's number or the fingerprint."""
    return next((_name(one) for one in keys if one.text("id") == subject.account), subject.account)


def _tag(key: Record) -> tuple[str, str]:
    return _changing.tag_of(key.maybe("title"), _TAG)


def _generation(key: Record) -> Generation:
    name = _name(key)
    made, used = key.time("created_at"), key.time("last_used")
    return Generation(name, name, made_at=made, last_used_at=used, mark=_tag(key)[0])


def _path(subject: Subject) -> str:
    return f"/repos/{quote(subject.settings.get(_REPOSITORY, ''), safe='/')}/keys"


def _public(value: Secret) -> str:
    """Return the line of the public key. Raises AnswerRefused for a value that is not a private key."""
    with reveal(value) as raw:
        try:
            key = load_ssh_private_key(raw, None)
        except ValueError:
            raise AnswerRefused("the value is not a private key", hint="let keyroll choose it") from None
    return key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


def _opened(plane: Plane, login: Login) -> Callable[[], Changing]:
    return lambda: Changing(plane.address, bearer(login.value), headers={**_HEADERS, "User-Agent": login.mark})


ROTATORS = (
    Rotator(
        kind="deploy_key",
        chosen_by=ChosenBy.KEYROLL,
        slots=Slots.MANY,
        place=balanced,
        administrator=administrator,
        generations=generations,
        scopes=(
            LeastScope("administration: write on the repository", "add and delete deploy keys; also its settings"),
        ),
        create=create,
        name_new=name_new,
        fresh=fresh,
        delete=delete,
        no_sessions_because="a connection of git ends with its transfer",
        unchecked_because="GitHub shows no permissions of a fine-grained token: the first write shows them",
        last_used="last_used of the key",
        pace=Limit(1, _changing.SECOND),
        settings=(RotatorSetting(_REPOSITORY, "OWNER/NAME of the repository"),),
    ),
)
