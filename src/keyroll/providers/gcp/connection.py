"""Google Cloud live, as a service account or with an access token: all projects that it may list.

Resource Manager v3 ``projects.search``, IAM v1 ``serviceAccounts.list`` and ``keys.list``, API Keys v2 ``keys.list``
(discovery documents, 2026-11). Each service has its own host. A different call (``getKeyString``) returns values of API
keys. It is not made. A project whose API is disabled answers 403 and is reported.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final
from urllib.parse import quote

from keyroll.http import Http
from keyroll.model.identifier import Identifier
from keyroll.model.json import Json
from keyroll.providers._google import LOGIN, key_file, signed_in
from keyroll.providers._oauth import Bearer
from keyroll.providers._rest import Call, Rest, at, by_field, each_id, without
from keyroll.providers.live import Answered, Ask, Connection, Each, Live, Me, Opening, Pull, Setting

_PROJECTS, _ACCOUNTS = "resourcemanager.projects.get", "iam.serviceAccounts.list"
_KEYS, _API_KEYS = "iam.serviceAccountKeys.list", "apikeys.keys.list"
_PUBLIC: Final = "https://googleapis.com"
_SCOPE: Final = "https://www.googleapis.com/auth/cloud-platform"
_NEXT = by_field("nextPageToken", param="pageToken")
_SHOWN = without("keyString", "privateKeyData")


def _keys(name: str) -> str:
    return f"/v1/{quote(name, safe='/')}/keys"


_CALLS: Final = {
    "projects": ("cloudresourcemanager", Call("/v3/projects:search?query=state%3AACTIVE", next=_NEXT)),
    "service_accounts": ("iam", Call("/v1/projects/{each}/serviceAccounts?pageSize=100", next=_NEXT, gone=(404,))),
    "service_account_keys": ("iam", Call(_keys, shown=_SHOWN, gone=(404,))),
    "api_keys": (
        "apikeys",
        Call("/v2/projects/{each}/locations/global/keys?pageSize=300", next=_NEXT, shown=_SHOWN, gone=(404,)),
    ),
}


class _Google:
    """Several services, each at its own host."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._key = key_file(opening.credential)
        bearer = Bearer(partial(signed_in, opening.settings["login"], opening.credential, _SCOPE))
        public = opening.address.rstrip("/") == _PUBLIC
        self._services = {
            service: Rest(
                Http(f"https://{service}.googleapis.com" if public else opening.address, bearer),
                {name: call for name, (of, call) in _CALLS.items() if of == service},
                lambda _http: Me(""),
            )
            for service in {service for service, _ in _CALLS.values()}
        }

    def me(self) -> Me:
        """Fetch one page, which checks the credential; the key file names the account."""
        self.ask(Ask("projects"))
        if self._key is None:
            return Me("an access token")
        return Me(self._key.email, "service_account_key", Identifier.anywhere("gcp", "key_id", self._key.id))

    def ask(self, ask: Ask) -> Answered:
        """Fetch one page. Raises errors of the family."""
        return self._services[_CALLS[ask.pull][0]].ask(ask)

    def close(self) -> None:
        """Close all connections."""
        for service in self._services.values():
            service.close()


def open_live(opening: Opening) -> Live:
    """Open a connection; no request is made yet."""
    return _Google(opening)


def _listed(body: Json, where: str, name: str, field: str) -> Iterator[str]:
    return each_id(body, where, name, field) if at(body, field) is not None else iter(())  # an empty list has no field


def _projects(body: Json, _each: str) -> Iterator[str]:
    return _listed(body, "gcp projects", "projectId", "projects")


def _accounts(body: Json, _each: str) -> Iterator[str]:
    return _listed(body, "gcp serviceAccounts", "name", "accounts")


CONNECTION = Connection(
    open=open_live,
    pulls=(
        Pull("", _PROJECTS, name="projects"),
        Pull("service_accounts", _ACCOUNTS, each=Each("projects", _projects)),
        Pull("service_account_keys", _KEYS, each=Each("service_accounts", _accounts)),
        Pull("api_keys", _API_KEYS, each=Each("projects", _projects)),
    ),
    make=(
        "gcloud iam roles create keyroll --organization=ORG --permissions=resourcemanager.projects.get,"
        "iam.serviceAccounts.list,iam.serviceAccountKeys.list,apikeys.keys.list",
        "gcloud iam service-accounts create keyroll; bind the role to it at the organization",
        "preferred: --credential 'exec:gcloud auth print-access-token --impersonate-service-account=keyroll@…'",
        "otherwise: gcloud iam service-accounts keys create keyroll.json --iam-account=keyroll@…; file:keyroll.json",
    ),
    page="https://cloud.google.com/iam/docs/creating-custom-roles",
    address=_PUBLIC,
    settings=(Setting("login", "the token endpoint", LOGIN),),
    sends="the JSON key of a service account, or an access token",
)
