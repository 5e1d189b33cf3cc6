"""OpenBao's responses: accessors with their facts, secret ids, auth methods, policies, leases, key-value metadata.

Every response wraps its body in ``data``. Accessors are listed first and then looked up individually, so an endpoint's
pages are the list and the look-ups in any order. Some responses do not name the subject of the request, so an export
adds it: ``role`` beside a secret id's ``data``, ``path`` beside a secret's metadata, ``accessor`` beside its ``hash``,
``mount`` beside names of accounts.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from keyroll.errors import UsageError, VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.json import Json, Record
from keyroll.model.observation import (
    CredentialState,
    Observation,
    PrincipalKind,
    credential,
    grant,
    location,
    principal,
)
from keyroll.model.source import Source
from keyroll.providers._lists import texts
from keyroll.providers.contracts.survey import Endpoint, SurveyPage
from keyroll.providers.contracts.values import Values

#: A rule of a policy in HCL.
_RULE = re.compile(r'\bpath\s+"([^"]+)"\s*\{[^}]*?\bcapabilities\s*=\s*\[([^\]]*)\]')
_WORD = re.compile(r'"(\w+)"')
_VERSIONED = re.compile(r"^([^/]+)/(?:data|metadata)/")
#: Capabilities that change the content of a path.
_CHANGES = frozenset({"create", "update", "patch", "sudo"})
#: Paths at which privileges are given, with a wildcard for each name.
_GIVES = (
    "sys/policies/acl/x",
    "sys/policy/x",
    "sys/auth/x",
    "identity/entity",
    "identity/entity/id/x",
    "identity/group",
    "identity/group/id/x",
    "auth/userpass/users/x",
    "auth/approle/role/x",
    "auth/token/roles/x",
)
#: Accounts and roles of an auth method, at any path: they carry policies.
_ACCOUNTS = re.compile(r"auth/[^/*]+/(users|role|roles|groups|map)/[^/]+")
#: The server's value for "never expires".
_NEVER = datetime(1, 1, 1, tzinfo=UTC) + timedelta(days=366)


def actor_identifier(source: Source, entity: str, display_name: str) -> Identifier:
    """Return the identifier of the actor: the entity, or else the display name, which its creator chose."""
    return Identifier.of(source, "entity", entity) if entity else Identifier.of(source, "display_name", display_name)


def read_token_accessors(page: SurveyPage) -> Iterator[Observation]:
    """Yield a credential for each accessor of a list, or the facts of one that was looked up. Raises VendorChanged."""
    data = _data(page)
    if "keys" in data.body:
        for accessor in texts(data, "keys"):
            yield credential(Identifier.of(page.source, "token_accessor", accessor), "token", vendor_kind="token")
        return
    subject = Identifier.of(page.source, "token_accessor", data.text("accessor"))
    name = data.text("display_name")
    actor = actor_identifier(page.source, data.maybe("entity_id"), name)
    yield principal(actor, "entity" if data.maybe("entity_id") else "token", name=name)
    yield credential(
        subject,
        "token",
        name=name,
        vendor_kind=f"{data.maybe('type') or 'service'} token of {data.maybe('path') or 'auth/token'}",
        created=data.time("issue_time") or data.time("creation_time"),
        expires=data.time("expire_time"),
        principal=actor,
    )
    of_entity = texts(data, "identity_policies") if data.body.get("identity_policies") else ()
    for policy in dict.fromkeys([*texts(data, "policies"), *of_entity]):
        yield grant(subject, policy, "openbao:policy")


def read_accessor_hashes(page: SurveyPage) -> Iterator[Observation]:
    """Yield the hash of each accessor in the audit log. Raises VendorChanged."""
    for one in page.records():
        yield credential(
            Identifier.of(page.source, "token_accessor", one.text("accessor")),
            "token",
            identifiers=(Identifier.of(page.source, "accessor_hash", one.text("hash")),),
            vendor_kind="token",
        )


def read_secret_ids(page: SurveyPage) -> Iterator[Observation]:
    """Yield the secret ids of an AppRole, with the nonhuman principal that they sign in. Raises VendorChanged."""
    role, data = page.record().text("role"), _data(page)
    subject = Identifier.of(page.source, "approle", role)
    yield principal(subject, "approle", kind=PrincipalKind.NONHUMAN, name=role)
    accessors = list(texts(data, "keys")) if "keys" in data.body else [data.text("secret_id_accessor")]
    for accessor in accessors:
        yield credential(
            Identifier.of(page.source, "secret_id_accessor", accessor),
            "secret_id",
            name=f"secret id of {role}",
            created=data.time("creation_time"),
            expires=_limit(data, "expiration_time"),
            principal=subject,
        )


def read_auth_methods(page: SurveyPage) -> Iterator[Observation]:
    """Yield the auth methods, by the path of each. Raises VendorChanged."""
    data = _data(page)
    for path in data.body:
        method = data.inner(path)
        kind = method.text("type")
        name = f"{path.rstrip('/')} ({kind})"
        yield principal(Identifier.of(page.source, "auth_method", path), "auth_method", name=name)


def read_userpass_accounts(page: SurveyPage) -> Iterator[Observation]:
    """Yield the accounts of a userpass method, each as a principal and as its password."""
    mount = page.record().text("mount").rstrip("/")
    for name in texts(_data(page), "keys"):
        subject = Identifier.of(page.source, "userpass", f"{mount}/{name}")
        yield principal(subject, "account", name=name)
        yield credential(
            subject, "userpass_account", name=name, vendor_kind=f"password at auth/{mount}", principal=subject
        )


def read_policies(page: SurveyPage) -> Iterator[Observation]:
    """Yield the permissions of a policy, by path; paths of KV version 2 without ``data`` and ``metadata``.

    ``+`` matches any single part of a path; the policy ``root`` has no text. Source: OpenBao, Policies ("Policy
    syntax"), read 2026-11.
    """
    data = _data(page)
    subject, document = Identifier.of(page.source, "policy", data.text("name")), data.body.get("policy")
    if not isinstance(document, str):
        raise VendorChanged(f"{data.where}: policy")
    if administers(document):
        yield grant(subject, "*", "openbao:policy")
    for path, words in _RULE.findall(document):
        capabilities = set(_WORD.findall(words))
        where = _VERSIONED.sub(r"\1/", path)
        for capability in sorted(capabilities):
            yield grant(subject, f"{capability} by pattern" if "+" in where else capability, where)


def administers(document: str) -> bool:
    """Return whether a policy lets its holder change permissions; a ``deny`` elsewhere is not subtracted.

    Source: OpenBao, API of ``sys/policies``, ``sys/auth``, ``identity`` and the auth methods, read 2026-11: a principal
    with write access there can give any policy to itself or to its accounts.
    """
    return any(
        _CHANGES.intersection(_WORD.findall(words))
        and (_ACCOUNTS.fullmatch(path) is not None or any(_covers(path, target) for target in _GIVES))
        for path, words in _RULE.findall(document)
    )


def _covers(path: str, target: str) -> bool:
    """Return whether a rule's path, with ``+`` for one part and ``*`` for any end, covers a path."""
    pattern = re.escape(path.removesuffix("*")).replace(r"\+", "[^/]+")
    return re.fullmatch(pattern + (".*" if path.endswith("*") else ""), target) is not None


def _limit(data: Record, field: str) -> datetime | None:
    at = data.time(field)
    return at if at is not None and at > _NEVER else None


def read_leases(page: SurveyPage) -> Iterator[Observation]:
    """Yield dynamic secrets that were looked up by their lease. Raises VendorChanged."""
    data = _data(page)
    lease = data.text("id")
    path = lease.rpartition("/")[0]
    yield credential(
        Identifier.of(page.source, "lease", lease),
        "lease",
        name=path,
        vendor_kind="dynamic secret",
        created=data.time("issue_time"),
        changed=_limit(data, "last_renewal"),
        expires=_limit(data, "expire_time"),
    )


def read_secret_metadata(page: SurveyPage) -> Iterator[Observation]:
    """Yield a secret location for each key-value secret, with the age of its current version.

    ``custom_metadata`` may name its owner (``owner`` or ``team``), and the identifier of the stored credential
    (``credential``). Source: OpenBao, KV secrets engine version 2 (API), "Read secret metadata", 2026-11.
    """
    path, data = page.record().text("path"), _data(page)
    if data.number("current_version") is None:
        raise VendorChanged(f"{page.where}: data.current_version")
    noted = data.body.get("custom_metadata")
    words = {str(name).lower(): str(said) for name, said in noted.items()} if isinstance(noted, dict) else {}
    yield location(
        Identifier.of(page.source, "secret", path),
        "vault_path",
        holder="",
        holds=_named(words.get("credential", "")),
        owner=words.get("owner") or words.get("team", ""),
        place=f"{path} in OpenBao, version {data.number('current_version')}",
        since=data.time("updated_time"),
        state=CredentialState.ACTIVE,
    )


def _named(identifier: str) -> tuple[Identifier, ...]:
    """Return the credential that the metadata names; empty if the text is not an identifier."""
    try:
        return (Identifier.parse(identifier.strip()),)
    except UsageError:
        return ()


def _data(page: SurveyPage) -> Record:
    answer = page.record()
    if not isinstance(answer.body.get("data"), dict):
        raise VendorChanged(f"{page.where}: data")
    return answer.inner("data")


def _with(*fields: str, beside: str = "") -> Callable[[Json], bool]:
    """Return a test for a response whose ``data`` has all of these fields, and that has this field next to it."""

    def recognise(body: Json) -> bool:
        if not isinstance(body, dict) or (beside and beside not in body):
            return False
        data = body.get("data")
        return isinstance(data, dict) and set(fields) <= data.keys()

    return recognise


def _is_auth_methods(body: Json) -> bool:
    data = body.get("data") if isinstance(body, dict) else None
    return isinstance(data, dict) and isinstance(token := data.get("token/"), dict) and token.get("type") == "token"


def _is_hashes(body: Json) -> bool:
    first = body[0] if isinstance(body, list) and body else None
    return isinstance(first, dict) and first.keys() == {"accessor", "hash"}


ENDPOINTS = (
    Endpoint(
        "token_accessors",
        "LIST auth/token/accessors; auth/token/lookup-accessor",
        read_token_accessors,
        recognise=_with("accessor", "creation_ttl", "display_name"),
        values=Values(ids=("keys",)),
    ),
    Endpoint("accessor_hashes", "sys/audit-hash/{device}", read_accessor_hashes, recognise=_is_hashes),
    Endpoint(
        "secret_ids",
        "LIST auth/approle/role/{role}/secret-id; auth/approle/role/{role}/secret-id-accessor/lookup",
        read_secret_ids,
        recognise=_with("secret_id_accessor", "creation_time", beside="role"),
    ),
    Endpoint("auth_methods", "sys/auth", read_auth_methods, recognise=_is_auth_methods),
    Endpoint(
        "userpass_accounts", "LIST auth/{mount}/users", read_userpass_accounts, recognise=_with("keys", beside="mount")
    ),
    Endpoint("policies", "sys/policies/acl/{name}", read_policies, recognise=_with("name", "policy")),
    Endpoint("leases", "sys/leases/lookup", read_leases, recognise=_with("id", "issue_time", "last_renewal")),
    Endpoint(
        "secret_metadata",
        "{mount}/metadata/{path}",
        read_secret_metadata,
        recognise=_with("current_version", "versions", beside="path"),
    ),
)
