"""Zeek's logs of connections, HTTP requests, DNS queries and TLS handshakes, as JSON or as tables with a header.

docs.zeek.org, *conn.log, http.log, dns.log, ssl.log*, read 2026-11. ``ts`` is in seconds, or ISO 8601 where the sensor
is configured so. ``uid`` names the connection in all of them. Host names come from the client (``Host``, SNI) and are
not verified.
"""

from collections.abc import Callable, Mapping

from keyroll.model.json import Json
from keyroll.providers.contracts.logs import Log, view
from keyroll.providers.contracts.values import Values

_NOBODY = "a network sensor records no accounts"
_NO_CREDENTIAL = "a network sensor records no credentials"
_NO_CLIENT = "only unencrypted HTTP shows the client program"
_CONNECTION = {
    "ts": "VARCHAR",
    "uid": "VARCHAR",
    "id.orig_h": "VARCHAR",
    "id.orig_p": "INTEGER",
    "id.resp_h": "VARCHAR",
    "id.resp_p": "INTEGER",
    "_system_name": "VARCHAR",
}
_AT = "coalesce(to_timestamp(TRY_CAST(ts AS DOUBLE)), TRY_CAST(ts AS TIMESTAMPTZ))"


def _of(path: str, *fields: str) -> Callable[[Mapping[str, Json]], bool]:
    """Return a test for a record of one of Zeek's logs: by its path, or else by fields that only this log has."""

    def recognise(body: Mapping[str, Json]) -> bool:
        named = body.get("_path", path) == path
        return named and {"uid", "id.orig_h", "id.resp_h", *fields} <= body.keys()

    return recognise


LOGS = (
    Log(
        name="conn",
        columns=_CONNECTION
        | {
            "proto": "VARCHAR",
            "service": "VARCHAR",
            "duration": "DOUBLE",
            "orig_bytes": "BIGINT",
            "resp_bytes": "BIGINT",
            "conn_state": "VARCHAR",
            "local_orig": "BOOLEAN",
            "local_resp": "BOOLEAN",
            "missed_bytes": "BIGINT",
            "history": "VARCHAR",
            "orig_pkts": "BIGINT",
            "orig_ip_bytes": "BIGINT",
            "resp_pkts": "BIGINT",
            "resp_ip_bytes": "BIGINT",
            "tunnel_parents": "VARCHAR[]",
            "community_id": "VARCHAR",
            # Only where policy/protocols/conn/mac-logging is loaded (docs.zeek.org, conn.log).
            "orig_l2_addr": "VARCHAR",
            "resp_l2_addr": "VARCHAR",
        },
        event_id="uid || '/' || ts",
        happened_at=_AT,
        identity=("uid", '"id.orig_h"'),
        view=view(__package__, "conn"),
        absent={"actor": _NOBODY, "credential": _NO_CREDENTIAL, "user_agent": _NO_CLIENT},
        recognise=_of("conn", "conn_state"),
    ),
    Log(
        name="http",
        columns=_CONNECTION
        | {
            "trans_depth": "BIGINT",
            "method": "VARCHAR",
            "host": "VARCHAR",
            "uri": "VARCHAR",
            "referrer": "VARCHAR",
            "version": "VARCHAR",
            "user_agent": "VARCHAR",
            "request_body_len": "BIGINT",
            "response_body_len": "BIGINT",
            "status_code": "INTEGER",
            "status_msg": "VARCHAR",
            "tags": "VARCHAR[]",
            "username": "VARCHAR",
            "password": "VARCHAR",
            "proxied": "VARCHAR[]",
            "resp_mime_types": "VARCHAR[]",
            "orig_mime_types": "VARCHAR[]",
            "resp_fuids": "VARCHAR[]",
            "orig_fuids": "VARCHAR[]",
            # Names without values, where policy/protocols/http/header-names is loaded (docs.zeek.org, read 2026-11).
            "client_header_names": "VARCHAR[]",
            "server_header_names": "VARCHAR[]",
        },
        event_id="uid || '/' || trans_depth || '/' || ts",
        happened_at=_AT,
        identity=("uid", '"id.orig_h"'),
        values=Values(fields=("password",)),
        view=view(__package__, "http"),
        absent={
            "actor": "only unencrypted requests with Basic authentication name a user",
            "credential": _NO_CREDENTIAL,
            "status_id": "a request without an answer has no outcome",
            "user_agent": "a client may omit its user agent",
        },
        recognise=_of("http", "trans_depth", "response_body_len"),
    ),
    Log(
        name="dns",
        columns=_CONNECTION
        | {
            "proto": "VARCHAR",
            "trans_id": "BIGINT",
            "rtt": "DOUBLE",
            "query": "VARCHAR",
            "qclass_name": "VARCHAR",
            "qtype": "BIGINT",
            "qtype_name": "VARCHAR",
            "rcode": "BIGINT",
            "rcode_name": "VARCHAR",
            "AA": "BOOLEAN",
            "TC": "BOOLEAN",
            "RD": "BOOLEAN",
            "RA": "BOOLEAN",
            "Z": "BIGINT",
            "answers": "VARCHAR[]",
            "TTLs": "DOUBLE[]",
            "rejected": "BOOLEAN",
        },
        event_id="uid || '/' || coalesce(trans_id, 0) || '/' || ts",
        happened_at=_AT,
        identity=("uid", '"id.orig_h"'),
        view=view(__package__, "dns"),
        absent={
            "actor": _NOBODY,
            "credential": _NO_CREDENTIAL,
            "status_id": "a query without an answer has no outcome",
            "user_agent": _NO_CLIENT,
        },
        recognise=_of("dns", "trans_id"),
    ),
    Log(
        name="ssl",
        columns=_CONNECTION
        | {
            "version": "VARCHAR",
            "cipher": "VARCHAR",
            "curve": "VARCHAR",
            "server_name": "VARCHAR",
            "resumed": "BOOLEAN",
            "last_alert": "VARCHAR",
            "next_protocol": "VARCHAR",
            "established": "BOOLEAN",
            "ssl_history": "VARCHAR",
            "subject": "VARCHAR",
            "issuer": "VARCHAR",
            "validation_status": "VARCHAR",
            "ja3": "VARCHAR",
            "ja3s": "VARCHAR",
            "cert_chain_fps": "VARCHAR[]",
            "client_cert_chain_fps": "VARCHAR[]",
            "cert_chain_fuids": "VARCHAR[]",
        },
        event_id="uid || '/' || ts",
        happened_at=_AT,
        identity=("uid", '"id.orig_h"'),
        view=view(__package__, "ssl"),
        absent={"actor": _NOBODY, "credential": _NO_CREDENTIAL, "user_agent": _NO_CLIENT},
        recognise=_of("ssl", "established"),
    ),
)
