"""Zeek's logs of SSH, Kerberos, RDP, SMB, files, certificates and notices.

docs.zeek.org, *ssh.log, kerberos.log, rdp.log, smb_files.log, smb_mapping.log, files.log, x509.log, notice.log* and the
records ``SSH::Info``, ``KRB::Info``, ``RDP::Info``, ``SMB::FileInfo``, ``SMB::TreeInfo``, ``Files::Info``,
``X509::Info``, ``Notice::Info``, read 2026-11. Older sensors give a file's hosts as the sets ``tx_hosts`` and
``rx_hosts``, newer ones give the connection.
"""

from collections.abc import Callable, Mapping

from keyroll.model.json import Json
from keyroll.providers.contracts.logs import Log, view

NOBODY = "a network sensor records no accounts"
NO_CREDENTIAL = "a network sensor records no credentials"
NO_CLIENT = "only unencrypted HTTP shows the client program"
CONNECTION = {
    "ts": "VARCHAR",
    "uid": "VARCHAR",
    "id.orig_h": "VARCHAR",
    "id.orig_p": "INTEGER",
    "id.resp_h": "VARCHAR",
    "id.resp_p": "INTEGER",
    "_system_name": "VARCHAR",
}
AT = "coalesce(to_timestamp(TRY_CAST(ts AS DOUBLE)), TRY_CAST(ts AS TIMESTAMPTZ))"
_SENSOR = {"credential": NO_CREDENTIAL, "user_agent": NO_CLIENT}


def of(path: str, *fields: str, ends: bool = True) -> Callable[[Mapping[str, Json]], bool]:
    """Return a test for a record of one of Zeek's logs: by its path, or else by fields that only this log has."""
    needed = {"uid", "id.orig_h", "id.resp_h", *fields} if ends else {"ts", *fields}

    def recognise(body: Mapping[str, Json]) -> bool:
        return body.get("_path", path) == path and needed <= body.keys()

    return recognise


def _texts(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "VARCHAR")


SSH = Log(
    name="ssh",
    columns={
        **CONNECTION,
        **_texts("direction", "client", "server", "cipher_alg", "mac_alg", "kex_alg", "host_key_alg", "host_key"),
        **_texts("hassh", "hasshServer"),
        "version": "INTEGER",
        "auth_success": "BOOLEAN",
        "auth_attempts": "INTEGER",
        "inferences": "VARCHAR[]",
    },
    event_id="uid || '/' || ts",
    happened_at=AT,
    identity=("uid", '"id.orig_h"'),
    view=view(__package__, "ssh"),
    absent={
        "actor": NOBODY,
        "credential": NO_CREDENTIAL,
        "status_id": "a sensor can not always tell whether a sign-in succeeded",
        "user_agent": "a connection that ends early names no client",
    },
    recognise=of("ssh", "auth_attempts", "server"),
)
KERBEROS = Log(
    name="kerberos",
    columns={
        **CONNECTION,
        **_texts("request_type", "client", "service", "error_msg", "from", "till", "cipher", "client_cert_subject"),
        "success": "BOOLEAN",
        "forwardable": "BOOLEAN",
        "renewable": "BOOLEAN",
    },
    event_id="uid || '/' || ts || coalesce('/' || request_type, '')",
    happened_at=AT,
    identity=("uid", '"id.orig_h"'),
    view=view(__package__, "kerberos"),
    absent={
        "actor": "some requests for a ticket show no client",
        "status_id": "a request without a response has no outcome",
        **_SENSOR,
    },
    recognise=of("kerberos", "request_type"),
)
RDP = Log(
    name="rdp",
    columns={
        **CONNECTION,
        **_texts("cookie", "result", "security_protocol", "client_build", "client_name", "keyboard_layout"),
        **_texts("client_dig_product_id", "cert_type", "encryption_level", "encryption_method", "rdfp_hash"),
        "client_channels": "VARCHAR[]",
        "inferences": "VARCHAR[]",
        "auth_success": "BOOLEAN",
    },
    event_id="uid || '/' || ts",
    happened_at=AT,
    identity=("uid", '"id.orig_h"'),
    view=view(__package__, "rdp"),
    absent={
        "actor": "the account is in the client's cookie, which is masked",
        "credential": NO_CREDENTIAL,
        "status_id": "an encrypted sign-in shows no outcome",
        "user_agent": "an encrypted connection names no client",
    },
    recognise=of("rdp", "security_protocol"),
)
SMB_FILES = Log(
    name="smb_files",
    columns={
        **CONNECTION,
        **_texts("fuid", "action", "path", "name", "prev_name"),
        "size": "BIGINT",
        "times.modified": "VARCHAR",
    },
    event_id="uid || '/' || ts || coalesce('/' || action, '') || coalesce('/' || name, '')",
    happened_at=AT,
    identity=("uid", '"id.orig_h"'),
    view=view(__package__, "smb_files"),
    absent={"actor": NOBODY, **_SENSOR},
    recognise=of("smb_files", "action", "name"),
)
SMB_MAPPING = Log(
    name="smb_mapping",
    columns={**CONNECTION, **_texts("path", "service", "native_file_system", "share_type")},
    event_id="uid || '/' || ts || coalesce('/' || path, '')",
    happened_at=AT,
    identity=("uid", '"id.orig_h"'),
    view=view(__package__, "smb_mapping"),
    absent={"actor": NOBODY, **_SENSOR},
    recognise=of("smb_mapping", "share_type"),
)
FILES = Log(
    name="files",
    columns={
        **CONNECTION,
        **_texts("fuid", "source", "mime_type", "filename", "md5", "sha1", "sha256", "parent_fuid"),
        "tx_hosts": "VARCHAR[]",
        "rx_hosts": "VARCHAR[]",
        "conn_uids": "VARCHAR[]",
        "analyzers": "VARCHAR[]",
        "seen_bytes": "BIGINT",
        "total_bytes": "BIGINT",
        "missing_bytes": "BIGINT",
        "is_orig": "BOOLEAN",
        "local_orig": "BOOLEAN",
        "timedout": "BOOLEAN",
    },
    event_id="fuid || '/' || ts",
    happened_at=AT,
    identity=("fuid",),
    view=view(__package__, "files"),
    absent={
        "actor": NOBODY,
        "src_ip": "a file whose connection the sensor lost has no address",
        **_SENSOR,
    },
    recognise=of("files", "fuid", "seen_bytes", ends=False),
)
X509 = Log(
    name="x509",
    columns={
        **_texts("ts", "id", "fingerprint", "certificate.serial", "certificate.subject", "certificate.issuer"),
        **_texts("certificate.not_valid_before", "certificate.not_valid_after", "certificate.sig_alg"),
        **_texts("certificate.key_type", "_system_name"),
        "certificate.key_length": "INTEGER",
        "san.dns": "VARCHAR[]",
        "basic_constraints.ca": "BOOLEAN",
        "host_cert": "BOOLEAN",
        "client_cert": "BOOLEAN",
    },
    event_id="coalesce(fingerprint, id) || '/' || ts",
    happened_at=AT,
    identity=("coalesce(fingerprint, id)", '"certificate.serial"'),
    view=view(__package__, "x509"),
    absent={"actor": NOBODY, "src_ip": "a certificate is recorded without the connection that showed it", **_SENSOR},
    recognise=of("x509", "certificate.serial", ends=False),
)
NOTICE = Log(
    name="notice",
    columns={
        **CONNECTION,
        **_texts("fuid", "file_mime_type", "file_desc", "proto", "note", "msg", "sub", "src", "dst", "peer_descr"),
        "p": "INTEGER",
        "n": "BIGINT",
        "actions": "VARCHAR[]",
    },
    happened_at=AT,
    identity=("note",),
    view=view(__package__, "notice"),
    absent={
        "actor": NOBODY,
        "status_id": "a notice is a finding of the sensor and has no outcome",
        "src_ip": "a notice about the sensor itself has no address",
        **_SENSOR,
    },
    recognise=of("notice", "note", "msg", ends=False),
)

PROTOCOLS = (SSH, KERBEROS, RDP, SMB_FILES, SMB_MAPPING, FILES, X509, NOTICE)
