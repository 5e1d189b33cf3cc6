"""OpenBao live: a token under a policy that lists and looks up, and reads no secret. Tested on OpenBao 2.7.2.

- An empty LIST is 404, and so is a LIST of a disabled auth method.
- An accessor, a secret id or a lease that has ended since it was listed is refused with 400, 403 or 404 (tested). That
  is not a refusal of keyroll's token, which read the list.
- ``sys/internal/ui/mounts`` shows a token the mounts that it may see, so that none must be configured.
- ``lookup-accessor`` returns every fact of a token except its value. No response of these calls holds a secret value.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from urllib.parse import quote

from keyroll.errors import VendorChanged
from keyroll.http import Http, header
from keyroll.model.identifier import Identifier
from keyroll.model.json import Json, single
from keyroll.model.source import Source
from keyroll.providers._rest import Rest, RestCall, at, beside, each_text
from keyroll.providers.live import Connection, ConnectionSetting, Each, LiveSource, Me, Opening, Pull

_LIST, _LOOKUP = "list, sudo on auth/token/accessors", "update on auth/token/lookup-accessor"
_AUDIT = "update on sys/audit-hash/<device>"
_APPROLE = "list on auth/approle/role/+/secret-id, update on its lookup"
_LEASES = "list, sudo on sys/leases/lookup, update on sys/leases/lookup"
_AUTH = "read on sys/auth, list on auth/+/users"
_POLICIES = "list, read on sys/policies/acl"
_METADATA = "read on <mount>/metadata/*"
#: The statuses of credentials that ended after they were listed.
_ENDED = (400, 404)
#: Leases under this prefix are those of tokens, which have their own list.
_OF_TOKENS = "auth/"
_APPROLE_MOUNT, _AUDIT_DEVICE = "approle_mount", "audit_device"


def _quoted(path: str) -> str:
    return quote(path, safe="/")


def _keys(body: Json, _each: str = "") -> Iterator[str]:
    return each_text(body, "openbao LIST", "data", "keys")


def _under(body: Json, parent: str, *, folders: bool) -> Iterator[str]:
    """Yield the full names of a folder's entries: its folders, or the entries that are not folders."""
    for key in _keys(body):
        if key.endswith("/") == folders:
            yield parent + key


def _userpass(body: Json, _each: str) -> Iterator[str]:
    """Yield the mounts of userpass among the auth methods."""
    methods = at(body, "data")
    if not isinstance(methods, dict):
        raise VendorChanged("openbao sys/auth: data")
    return (path.rstrip("/") for path, method in methods.items() if at(method, "type") == "userpass")


def _secret_id_names(body: Json, role: str) -> Iterator[str]:
    for accessor in _keys(body):
        yield f"{role}/{accessor}"


def _kv_mounts(body: Json, _each: str) -> Iterator[str]:
    """Yield the mounts of key-value version 2, as the folder at their root."""
    mounts = at(body, "data", "secret")
    if not isinstance(mounts, dict):
        raise VendorChanged("openbao sys/internal/ui/mounts: data.secret")
    for name, mount in mounts.items():
        if at(mount, "type") == "kv" and at(mount, "options", "version") == "2":
            yield f"{name.rstrip('/')}\n"


def _kv_folders(body: Json, parent: str) -> Iterator[str]:
    return _under(body, parent, folders=True) if parent else _kv_mounts(body, parent)


def _kv_path(name: str) -> str:
    mount, _, path = name.partition("\n")
    return f"/v1/{_quoted(mount)}/metadata/{_quoted(path)}"


def _lease_folders(body: Json, parent: str) -> Iterator[str]:
    return (name for name in _under(body, parent, folders=True) if name != _OF_TOKENS)


def _hashes(body: Json, accessor: str) -> Json:
    return [{"accessor": accessor, "hash": at(body, "data", "hash") or at(body, "hash")}]


def _calls(settings: Mapping[str, str]) -> dict[str, RestCall]:
    role = f"/v1/auth/{_quoted(settings[_APPROLE_MOUNT])}/role"
    device = _quoted(settings.get(_AUDIT_DEVICE, ""))
    return {
        "accessors": RestCall("/v1/auth/token/accessors", "LIST", gone=(404,)),
        "tokens": RestCall(
            "/v1/auth/token/lookup-accessor", "POST", body=lambda accessor: {"accessor": accessor}, gone=_ENDED
        ),
        "accessor_hashes": RestCall(
            f"/v1/sys/audit-hash/{device}", "POST", body=lambda accessor: {"input": accessor}, shown=_hashes
        ),
        "roles": RestCall(role, "LIST", gone=(404,)),
        "secret_id_accessors": RestCall(
            f"{role}/{{each}}/secret-id",
            "LIST",
            shown=lambda body, name: beside(body, role=name),
            gone=(404,),
        ),
        "secret_ids": RestCall(
            lambda name: f"{role}/{_quoted(name.rpartition('/')[0])}/secret-id-accessor/lookup",
            "POST",
            body=lambda name: {"secret_id_accessor": name.rpartition("/")[2]},
            shown=lambda body, name: beside(body, role=name.rpartition("/")[0]),
            gone=_ENDED,
        ),
        **_ways(),
        "lease_folders": RestCall(lambda prefix: f"/v1/sys/leases/lookup/{_quoted(prefix)}", "LIST", gone=(404,)),
        "leases": RestCall("/v1/sys/leases/lookup", "POST", body=lambda lease: {"lease_id": lease}, gone=_ENDED),
        "mounts": RestCall("/v1/sys/internal/ui/mounts"),
        "secret_folders": RestCall(_kv_path, "LIST", gone=(404,)),
        "secret_metadata": RestCall(
            _kv_path, shown=lambda body, name: beside(body, path=name.replace("\n", "/")), gone=(404,)
        ),
    }


def _ways() -> dict[str, RestCall]:
    """Return the requests for auth methods and for policies."""
    return {
        "auth_methods": RestCall("/v1/sys/auth"),
        "userpass_accounts": RestCall(
            lambda mount: f"/v1/auth/{_quoted(mount)}/users",
            "LIST",
            shown=lambda body, mount: beside(body, mount=mount),
            gone=(404,),
        ),
        "policy_names": RestCall("/v1/sys/policies/acl", "LIST"),
        "policies": RestCall(lambda name: f"/v1/sys/policies/acl/{_quoted(name)}", gone=(404,)),
    }


def _me(source: Source, http: Http) -> Me:
    reply = http.get("/v1/auth/token/lookup-self")
    data = single(reply.json(), reply.where).inner("data")
    accessor = data.text("accessor")
    return Me(
        data.text("display_name"), "token", Identifier.of(source, "token_accessor", accessor), data.maybe("expire_time")
    )


def open_live(opening: Opening) -> LiveSource:
    """Open a connection; no request is made yet."""
    http = Http(opening.address, header("X-Vault-Token", opening.credential))
    return Rest(http, _calls(opening.settings), partial(_me, opening.source))


def policy(settings: Mapping[str, str]) -> str:
    """Return the minimal policy, in OpenBao's format."""
    role = f"auth/{settings[_APPROLE_MOUNT]}/role"
    paths = [
        ("auth/token/accessors", "list", "sudo"),
        ("auth/token/accessors/", "list", "sudo"),
        ("auth/token/lookup-accessor", "update"),
        (role, "list"),
        (f"{role}/", "list"),
        (f"{role}/+/secret-id", "list"),
        (f"{role}/+/secret-id/", "list"),
        (f"{role}/+/secret-id-accessor/lookup", "update"),
        ("sys/auth", "read"),
        ("auth/+/users", "list"),
        ("auth/+/users/", "list"),
        ("sys/policies/acl", "list"),
        ("sys/policies/acl/", "list"),
        ("sys/policies/acl/*", "read"),
        ("sys/leases/lookup/*", "list", "sudo"),
        ("sys/leases/lookup", "update", "list", "sudo"),
        ("+/metadata/*", "list", "read"),
    ]
    if settings.get(_AUDIT_DEVICE):
        paths.append((f"sys/audit-hash/{settings[_AUDIT_DEVICE]}", "update"))
    lines = (f'path "{path}" {{ capabilities = [{", ".join(map(_word, may))}] }}' for path, *may in paths)
    return "\n".join(lines) + "\n"


def _word(text: str) -> str:
    return f'"{text}"'


CONNECTION = Connection(
    open=open_live,
    pulls=(
        Pull("token_accessors", _LIST, name="accessors"),
        Pull("token_accessors", _LOOKUP, name="tokens", each=Each("accessors", _keys)),
        Pull("accessor_hashes", _AUDIT, each=Each("accessors", _keys), needs=(_AUDIT_DEVICE,)),
        Pull("", _APPROLE, name="roles"),
        Pull("secret_ids", _APPROLE, name="secret_id_accessors", each=Each("roles", _keys)),
        Pull("secret_ids", _APPROLE, name="secret_ids", each=Each("secret_id_accessors", _secret_id_names)),
        Pull("auth_methods", _AUTH),
        Pull("userpass_accounts", _AUTH, each=Each("auth_methods", _userpass)),
        Pull("", _POLICIES, name="policy_names"),
        Pull("policies", _POLICIES, each=Each("policy_names", _keys)),
        Pull("", _LEASES, name="lease_folders", each=Each("", _lease_folders, deeper=True)),
        Pull("leases", _LEASES, each=Each("lease_folders", partial(_under, folders=False))),
        Pull("", _METADATA, name="mounts"),
        Pull("", _METADATA, name="secret_folders", each=Each("mounts", _kv_folders, deeper=True)),
        Pull("secret_metadata", _METADATA, each=Each("secret_folders", partial(_under, folders=False))),
    ),
    make=(
        "keyroll connect openbao --grant | bao policy write keyroll -",
        "bao token create -orphan -policy=keyroll -display-name=keyroll -period=768h",
    ),
    page="https://openbao.org/docs/concepts/policies/",
    settings=(
        ConnectionSetting(_APPROLE_MOUNT, "the mount of the AppRole method", "approle"),
        ConnectionSetting(_AUDIT_DEVICE, "the audit device whose log is read, to find each token in it"),
    ),
    grant=policy,
)
