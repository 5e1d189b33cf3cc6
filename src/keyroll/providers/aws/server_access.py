"""S3 server access logs: one line for each request to a bucket, with requester, object key, outcome and client.

Fields as in "Amazon S3 server access log format" (docs.aws.amazon.com/AmazonS3, read 2026-11). Older lines end after
the client; newer ones may have further fields at their end. A request that was signed in its address (a presigned URL)
has its access key in the address.
"""

from types import MappingProxyType

from keyroll.providers.contracts.logs import Log, view

_QUOTED = r'(?:"((?:[^"\\]|\\.)*)"|-)'
_PATTERN = (
    r"^([0-9a-f]{64}|-) (\S+) \[([^\]]+)\] (\S+) (\S+) (\S+) ([A-Z0-9]+\.\S+) (\S+) "
    rf"{_QUOTED} (\d+|-) (\S+) (\d+|-) (\d+|-) (\d+|-) (\d+|-) {_QUOTED} {_QUOTED}(?: (\S+))?"
    r"(?: (\S+) (\S+) (\S+) (\S+) (\S+) (\S+))?(?: (\S+))?(?: (\S+))?(?: .*)?\s*$"
)
_GROUPS = (
    "bucket_owner", "bucket", "stamp", "remote_ip", "requester", "request_id", "operation", "object_key", "request_uri",
    "http_code", "error_code", "bytes_sent", "object_size", "total_time", "turn_around_time", "referrer", "agent",
    "version_id", "host_id", "signature_version", "cipher_suite", "authentication_type", "host_header", "tls_version",
    "access_point_arn", "acl_required",
)  # fmt: skip

SERVER_ACCESS = Log(
    name="s3_access",
    columns=MappingProxyType(dict.fromkeys(_GROUPS, "VARCHAR")),
    pattern=_PATTERN,
    # A request that deletes several objects has one line for each, all with its id.
    event_id="concat_ws('/', request_id, operation, bucket, object_key, version_id)",
    happened_at="try_strptime(stamp, '%d/%b/%Y:%H:%M:%S %z')::TIMESTAMPTZ",
    identity=("request_id", "operation"),
    view=view(__package__, "server_access"),
    absent=MappingProxyType(
        {
            "actor": "a request without a signature has no requester; one of another account may have only an id",
            "credential": "only a request that is signed in its address names its access key",
            "session_uid": "a line names no session; only the address contains a key of a session",
            "status_id": "actions of S3 itself (a lifecycle) and responses of a failing service have no outcome",
            "src_ip": "actions of S3 itself have no address",
            "user_agent": "actions of S3 itself have no client",
        }
    ),
)
