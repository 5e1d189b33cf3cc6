"""Google Cloud's VPC flow logs, as entries of Cloud Logging.

cloud.google.com, *About VPC Flow Logs records*, read 2026-11; the log's name, ``compute.googleapis.com/vpc_flows``, is
from public filters for Cloud Logging, read 2026-11-29. Numbers of 64 bits are texts. Each of two observed machines may
report the flow: ``reporter`` names the end that reported it.
"""

from collections.abc import Mapping
from typing import Final

from keyroll.model.json import Json
from keyroll.providers.contracts.logs import Log, view


def is_flow(body: Mapping[str, Json]) -> bool:
    """Return whether a record is an entry of VPC flow logs."""
    payload = body.get("jsonPayload")
    return isinstance(payload, dict) and isinstance(payload.get("connection"), dict) and "reporter" in payload


_MACHINE: Final = "STRUCT(vm_name VARCHAR, project_id VARCHAR, zone VARCHAR)"
FLOWS: Final = Log(
    name="vpc_flows",
    columns={
        **dict.fromkeys(("insertId", "logName", "timestamp", "receiveTimestamp"), "VARCHAR"),
        "resource": 'STRUCT("type" VARCHAR, labels STRUCT(project_id VARCHAR, subnetwork_name VARCHAR))',
        "jsonPayload": (
            'STRUCT("connection" STRUCT(src_ip VARCHAR, src_port INTEGER, dest_ip VARCHAR, dest_port INTEGER,'
            f" protocol INTEGER), bytes_sent BIGINT, packets_sent BIGINT, reporter VARCHAR, start_time VARCHAR,"
            f" end_time VARCHAR, src_instance {_MACHINE}, dest_instance {_MACHINE})"
        ),
    },
    event_id="insertId",
    happened_at='TRY_CAST(coalesce(jsonPayload.start_time, "timestamp") AS TIMESTAMPTZ)',
    identity=("insertId", 'jsonPayload."connection".src_ip'),
    view=view(__package__, "flows"),
    absent={
        "actor": "the network records no accounts",
        "credential": "the network records no credentials",
        "user_agent": "the network records no client program",
    },
    recognise=is_flow,
)
