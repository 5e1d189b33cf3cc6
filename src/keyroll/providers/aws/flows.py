"""VPC flow logs in the default format: a line for each flow of an interface in some seconds.

docs.aws.amazon.com, *Flow log records* (the fields of version 2 in their order, ``-`` where one is missing, an account
that is ``unknown``), read 2026-11; files in S3 begin with a header of these
names, as public programs that read them have it, read 2026-11-29.
Fields that a custom format puts after the default ones are left out. Lines in another order are refused, with the line.
"""

from typing import Final

from keyroll.providers.contracts.logs import Log, view

_NAMES: Final = (
    "version", "account", "interface", "srcaddr", "dstaddr", "srcport", "dstport", "protocol", "packets", "bytes",
    "start", "end", "action", "log_status",
)  # fmt: skip
_HEADER: Final = "version = 'version'"
FLOWS: Final = Log(
    name="vpc_flows",
    columns=dict.fromkeys(_NAMES, "VARCHAR"),
    pattern=(
        r"^(\d+|version) (\d{12}|unknown|account-id) (\S+) (\S+) (\S+) (\d+|-|srcport) (\d+|-|dstport) (\d+|-|protocol)"
        r" (\d+|-|packets) (\d+|-|bytes) (\d+|start) (\d+|end) (ACCEPT|REJECT|-|action) (OK|NODATA|SKIPDATA|log-status)"
        r"(?: .*)?$"
    ),
    # The header has no time; it is left out.
    happened_at=f'CASE WHEN {_HEADER} THEN to_timestamp(1000000000) ELSE to_timestamp(TRY_CAST("start" AS BIGINT)) END',
    identity=("interface", "log_status"),
    keep=f"NOT ({_HEADER}) AND log_status = 'OK'",
    view=view(__package__, "flows"),
    absent={
        "actor": "the network records no accounts",
        "credential": "the network records no credentials",
        "user_agent": "the network records no client program",
    },
)
