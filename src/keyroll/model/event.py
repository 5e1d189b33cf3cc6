"""Events in OCSF's terms: the columns that every log's view returns, and the class numbers in use.

Source: schema.ocsf.io 1.8.0, read 2026-11. A comment beside each column gives its OCSF path.
"""

from types import MappingProxyType
from typing import Final

ACCOUNT_CHANGE: Final = 3001
AUTHENTICATION: Final = 3002
ENTITY_MANAGEMENT: Final = 3004
USER_ACCESS: Final = 3005
GROUP_MANAGEMENT: Final = 3006
NETWORK_ACTIVITY: Final = 4001
HTTP_ACTIVITY: Final = 4002
DNS_ACTIVITY: Final = 4003
WEB_RESOURCES: Final = 6001
API_ACTIVITY: Final = 6003
DATASTORE_ACTIVITY: Final = 6005

#: Columns that keyroll adds to each native record.
ENVELOPE: Final = MappingProxyType(
    {
        "source": "VARCHAR",
        "day": "DATE",
        "event_id": "VARCHAR",
        "happened_at": "TIMESTAMPTZ",
        "observed_at": "TIMESTAMPTZ",
        "recorded_at": "TIMESTAMPTZ",
        "raw": "VARCHAR",
        "record": "BIGINT",
        "implausible": "BOOLEAN",
    }
)

#: Columns of a log's view in addition to the envelope. A view names the columns that it has. The rest are NULL.
COLUMNS: Final = MappingProxyType(
    {
        "class_uid": "INTEGER",  # class_uid
        "activity_id": "INTEGER",  # activity_id
        "status_id": "INTEGER",  # status_id: 1 success, 2 failure, 0 unknown
        "operation": "VARCHAR",  # api.operation: the vendor's own name of the action
        "actor": "VARCHAR",  # actor.user.uid, as an identifier
        "actor_name": "VARCHAR",  # actor.user.name
        "credential": "VARCHAR",  # actor.user.programmatic_credentials[].uid, as an identifier
        "credential_alias": "VARCHAR",  # a second identifier of that credential, where the record has two
        "session_uid": "VARCHAR",  # actor.session.uid
        "resource_type": "VARCHAR",  # web_resources[].type or resources[].type
        "resource_uid": "VARCHAR",  # web_resources[].uid or resources[].uid
        "resource_name": "VARCHAR",  # web_resources[].name or resources[].name
        "resource_group": "VARCHAR",  # resources[].group.name: space, project, service, application
        "region": "VARCHAR",  # cloud.region
        "target": "VARCHAR",  # user.uid or the affected credential, as an identifier
        "target_group": "VARCHAR",  # group.name, privileges
        "src_ip": "VARCHAR",  # src_endpoint.ip
        "user_agent": "VARCHAR",  # http_request.user_agent
        "device_uid": "VARCHAR",  # device.uid or src_endpoint.mac: what stays the same when the address changes
        "dst_ip": "VARCHAR",  # dst_endpoint.ip
        "dst_port": "INTEGER",  # dst_endpoint.port
        "dst_name": "VARCHAR",  # dst_endpoint.hostname; in DNS the queried name, query.hostname
        "query": "VARCHAR",  # web_resources[].data.search, search words as typed; in a datastore the statement
        "bytes_in": "BIGINT",  # traffic.bytes_in: bytes that the client sent
        "bytes_out": "BIGINT",  # traffic.bytes_out: bytes that the client received
        "http_status": "INTEGER",  # http_response.code
        "direction": "VARCHAR",  # connection_info.direction, by the sensor: outbound, inbound, lateral or transit
    }
)
