"""OpenBao's audit device: two entries for each request; the second (``response``) has the outcome and is kept.

openbao.org, *Audit devices*; formats of a server 2.7.2, which Vault shares. Tokens and accessors appear as
``hmac-sha256:…`` unless the device hashes no accessors. A token is identified by its accessor's hash, or by its own
hash if the server no longer had the token. Entries that have both join the two. Values of secrets are hashed too.
"""

from collections.abc import Mapping

from keyroll.model.json import Json
from keyroll.providers.contracts.logs import Log, view
from keyroll.providers.contracts.values import SecretRequests, Values

_AUTH = (
    "client_token VARCHAR, accessor VARCHAR, display_name VARCHAR, policies VARCHAR[], token_policies VARCHAR[],"
    " entity_id VARCHAR, token_type VARCHAR, token_ttl BIGINT, token_issue_time VARCHAR,"
    ' metadata STRUCT(role_name VARCHAR, "role" VARCHAR, email VARCHAR, username VARCHAR,'
    " service_account_name VARCHAR, service_account_namespace VARCHAR, keyroll VARCHAR)"
)


def is_entry(body: Mapping[str, Json]) -> bool:
    """Return whether a record is an entry of an audit device."""
    request = body.get("request")
    return body.get("type") in ("request", "response") and isinstance(request, dict) and "operation" in request


#: Names, references and times in requests and replies.
_KEPT = (
    "accessor", "secret_id_accessor", "lease_id", "entity_id", "role_name", "name", "policies", "token_policies", "ttl",
    "token_ttl", "creation_time", "created_time", "expire_time", "expiration", "path", "type", "version", "num_uses",
    "metadata.created_time", "metadata.version", "display_name", "username", "issuer_id", "key_id", "serial_number",
    "last_rotation_time", "rotation_period",
)  # fmt: skip

LOGS = (
    Log(
        name="audit",
        columns={
            "time": "VARCHAR",
            "type": "VARCHAR",
            "error": "VARCHAR",
            "auth": f"STRUCT({_AUTH}, policy_results STRUCT(allowed BOOLEAN))",
            "request": (
                "STRUCT(id VARCHAR, client_id VARCHAR, operation VARCHAR, mount_point VARCHAR, mount_type VARCHAR,"
                " mount_class VARCHAR, client_token VARCHAR, client_token_accessor VARCHAR,"
                ' namespace STRUCT(id VARCHAR, "path" VARCHAR), "path" VARCHAR, remote_address VARCHAR,'
                " remote_port BIGINT, data STRUCT(accessor VARCHAR, secret_id_accessor VARCHAR, lease_id VARCHAR),"
                ' headers STRUCT("user-agent" VARCHAR[]))'
            ),
            "response": (
                f"STRUCT(mount_type VARCHAR, auth STRUCT({_AUTH}), data STRUCT(secret_id_accessor VARCHAR),"
                " secret STRUCT(lease_id VARCHAR))"
            ),
        },
        event_id="coalesce(request.id || '/' || \"type\", md5(line__))",
        happened_at='TRY_CAST("time" AS TIMESTAMPTZ)',
        identity=("request.operation", 'request."path"'),
        keep="\"type\" = 'response'",
        # If a device hashes values (``hmac-sha256:…``), they stay as they are.
        values=Values(
            fields=("data.data", "data.plaintext", "secret_id", "data.key", "data.value", "unseal_keys_b64", "keys"),
            # A device that does not hash writes what every engine takes and returns.
            requests=(SecretRequests((("type", "request|response"),), ("data",), _KEPT),),
        ),
        view=view(__package__, "audit"),
        absent={
            "actor": "a request without a token, or with an unknown one, has no actor",
            "credential": "log-ins and other requests without a token have none",
            "src_ip": "actions of the server itself at its start have no address",
            "user_agent": "only if the server logs the header User-Agent",
        },
        recognise=is_entry,
    ),
)
