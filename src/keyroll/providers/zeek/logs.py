"""Zeek's logs, as JSON or as tables with a header: connections, HTTP, DNS and TLS here, others in ``protocols``.

docs.zeek.org, *conn.log, http.log, dns.log, ssl.log*, read 2026-11. ``ts`` is in seconds, or ISO 8601 if the sensor is
configured so. ``uid`` names the connection in all of them. Host names come from the client (``Host``, SNI) and are not
verified.
"""

from keyroll.providers.contracts.logs import Log, view
from keyroll.providers.contracts.values import Values
from keyroll.providers.zeek.protocols import AT, CONNECTION, NO_CLIENT, NO_CREDENTIAL, NOBODY, PROTOCOLS, of

LOGS = (
    Log(
        name="conn",
        columns=CONNECTION
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
        happened_at=AT,
        identity=("uid", '"id.orig_h"'),
        view=view(__package__, "conn"),
        absent={"actor": NOBODY, "credential": NO_CREDENTIAL, "user_agent": NO_CLIENT},
        recognise=of("conn", "conn_state"),
    ),
    Log(
        name="http",
        columns=CONNECTION
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
        happened_at=AT,
        identity=("uid", '"id.orig_h"'),
        values=Values(fields=("password",)),
        view=view(__package__, "http"),
        absent={
            "actor": "only unencrypted requests with Basic authentication name a user",
            "credential": NO_CREDENTIAL,
            "status_id": "a request without a response has no outcome",
            "user_agent": "a client may omit its user agent",
        },
        recognise=of("http", "trans_depth", "response_body_len"),
    ),
    Log(
        name="dns",
        columns=CONNECTION
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
        happened_at=AT,
        identity=("uid", '"id.orig_h"'),
        view=view(__package__, "dns"),
        absent={
            "actor": NOBODY,
            "credential": NO_CREDENTIAL,
            "status_id": "a query without an answer has no outcome",
            "user_agent": NO_CLIENT,
        },
        recognise=of("dns", "trans_id"),
    ),
    Log(
        name="ssl",
        columns=CONNECTION
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
        happened_at=AT,
        identity=("uid", '"id.orig_h"'),
        view=view(__package__, "ssl"),
        absent={"actor": NOBODY, "credential": NO_CREDENTIAL, "user_agent": NO_CLIENT},
        recognise=of("ssl", "established"),
    ),
    *PROTOCOLS,
)
