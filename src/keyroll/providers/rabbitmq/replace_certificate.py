"""One-hour client certificates in place of a user's password: from OpenBao's PKI, or an X.509-SVID of SPIFFE.

The page of RabbitMQ's plugin ``rabbitmq-auth-mechanism-ssl`` (the user name is the certificate's, no password is
checked, ``verify`` must be ``verify_peer``), and rabbitmq.com, *Credentials and Passwords* (a blank password is refused
always), read 2026-11-29; spiffe/spiffe, *X509-SVID* (one URI in the subject alternative name), read 2026-11-29; tested
on RabbitMQ 3.10 and OpenBao 2.7.2. The certificate signs in as a user of its own, which has no password: so the log
distinguishes both ways. All listeners of a broker read the name out of a certificate in one way.
"""

from datetime import timedelta

from keyroll.providers._replacing import OPENBAO, PLATFORM_SETTINGS, READERS, Authority, text
from keyroll.providers.contracts.replace import (
    Binding,
    Form,
    Given,
    LogSign,
    Part,
    Platform,
    ReplaceSetting,
    Side,
    Sign,
    Way,
)

_CONF = """
listeners.ssl.default = @port@
ssl_options.certfile = @certificates@/server.pem
ssl_options.keyfile = @certificates@/server.key
ssl_options.cacertfile = @certificates@/@authority@
ssl_options.verify = verify_peer
ssl_options.fail_if_no_peer_cert = false
auth_mechanisms.1 = EXTERNAL
auth_mechanisms.2 = PLAIN
auth_mechanisms.3 = AMQPLAIN
@name@
"""
_USER = """
rabbitmq_api() { curl -sSf --netrc-file "$RABBITMQ_NETRC" -H 'content-type: application/json' "$@"; }
rabbitmq_api -X PUT '@management@/api/users/@user@' -d '{"password_hash": "", "tags": ""}'
rabbitmq_api -X PUT '@management@/api/permissions/@vhost@/@user@' \\
  -d '{"configure": "@configure@", "write": "@write@", "read": "@read@"}'
"""
_REMOVED = """
rabbitmq_api() { curl -sSf --netrc-file "$RABBITMQ_NETRC" -H 'content-type: application/json' "$@"; }
rabbitmq_api -X PUT '@management@/api/users/@account@' -d '{"password_hash": "", "tags": ""}'
rabbitmq_api -X DELETE '@management@/api/connections/username/@account@'
"""
_SETTINGS = (
    ReplaceSetting("management", "the address of the management API", "https://mq1:15671"),
    ReplaceSetting("certificates", "the folder of the broker's certificates", "/etc/rabbitmq", "/etc/rabbitmq"),
    ReplaceSetting("port", "the port of AMQP over TLS", "5671", "5671"),
    ReplaceSetting("vhost", "the virtual host, as it is written in addresses", "%2F", "%2F"),
    ReplaceSetting("configure", "the resources that the user may configure", ".*", ""),
    ReplaceSetting("write", "the resources that the user may write", ".*", ""),
    ReplaceSetting("read", "the resources that the user may read", ".*", ".*"),
)


def _broker(given: Given, user: str, authority: str, name: str) -> tuple[Part, ...]:
    """Return the broker's side."""
    values = {one.name: given.settings.get(one.name, "") for one in _SETTINGS if one.default in ("", one.example)}
    values |= {one.name: given[one.name] for one in _SETTINGS if one.name not in ("configure", "write")}
    # The user's name is a part of an address: a SPIFFE id has slashes.
    values |= {"user": user.replace("/", "%2F"), "account": given.account, "authority": authority, "name": name}
    where = "rabbitmq.conf; put the certificates at the paths in it, then restart"
    return (
        Part(Side.PROVIDER, Form.SHELL, "on each node", "rabbitmq-plugins enable rabbitmq_auth_mechanism_ssl\n"),
        Part(Side.PROVIDER, Form.FILE, where, text(_CONF, **values)),
        Part(
            Side.PROVIDER,
            Form.SHELL,
            "with an administrator's login in the file $RABBITMQ_NETRC",
            text(_USER, **values),
        ),
    )


def _removed(given: Given) -> Part:
    values = {"management": given["management"], "account": given.account}
    where = "with an administrator's login in the file $RABBITMQ_NETRC"
    return Part(Side.PROVIDER, Form.SHELL, where, text(_REMOVED, **values), "remove")


def by_openbao(given: Given) -> tuple[Part, ...]:
    """Return the texts of both sides for certificates of OpenBao."""
    user = f"{given.slug}_cert"
    return (
        *Authority(user).parts(given),
        *_broker(given, user, f"{given.slug}_clients.pem", "ssl_cert_login_from = common_name"),
        Part(Side.CONSUMER, Form.FILE, "the connection of the program",
             f"mechanism EXTERNAL, port {given['port']}, certificate and key /run/{given.slug}/client.pem\n", "change"),
        _removed(given),
    )  # fmt: skip


_SVID = """
# It needs the Python package spiffe. SPIFFE_ENDPOINT_SOCKET names the Workload API. The key stays in this program.
import os
from cryptography.hazmat.primitives import serialization
from spiffe import WorkloadApiClient

with WorkloadApiClient() as workload:
    svid = workload.fetch_x509_svid()
key = svid.private_key.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)
chain = b"".join(one.public_bytes(serialization.Encoding.PEM) for one in svid.cert_chain)
with open(os.open("client.pem", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
    file.write(key + chain)
"""


def by_spiffe(given: Given) -> tuple[Part, ...]:
    """Return the texts of both sides for X.509-SVIDs."""
    name = "ssl_cert_login_from = subject_alternative_name\nssl_cert_login_san_type = uri\nssl_cert_login_san_index = 0"
    entry = text(
        """
        spire-server bundle show -format pem > '@slug@_clients.pem'
        spire-server entry create -spiffeID '@spiffe_id@' -parentID '<agent>' -selector '<selector>' -x509SVIDTTL 3600
        """,
        slug=given.slug,
        spiffe_id=given["spiffe_id"],
    )
    return (
        Part(Side.ISSUER, Form.SHELL, "on the SPIRE server; choose agent and selectors", entry),
        *_broker(given, given["spiffe_id"], f"{given.slug}_clients.pem", name),
        Part(Side.CONSUMER, Form.PYTHON, "at the program's start, and at half of each life", _SVID.lstrip(), "change"),
        Part(Side.CONSUMER, Form.FILE, "the connection of the program",
             f"mechanism EXTERNAL, port {given['port']}, certificate and key client.pem\n", "change"),
        _removed(given),
    )  # fmt: skip


def _sign(user: str, says: str) -> tuple[Sign, ...]:
    where = (
        "msg LIKE 'connection %' AND contains(msg, ': user ''' || $user || ''' authenticated and granted access') "
        "AND msg NOT LIKE '% - keyroll-%'"
    )
    return tuple(LogSign("rabbitmq", log, where, {"user": user}, says) for log in ("server", "server_json"))


def signs_of_openbao(given: Given) -> tuple[Sign, ...]:
    """Return the signs that the new credential is in use."""
    return _sign(f"{given.slug}_cert", f"{given.slug}_cert, which has no password, signed in")


def signs_of_spiffe(given: Given) -> tuple[Sign, ...]:
    """Return the signs that the new credential is in use."""
    return _sign(given["spiffe_id"], f"{given['spiffe_id']}, which has no password, signed in")


_DEATH = "the old password is tried at each place, over AMQP and HTTP (grade A)"
WAYS = (
    Way(
        name="openbao-certificate",
        title="a client certificate for an hour, issued by OpenBao",
        kind="user",
        binding=Binding.CERTIFICATE,
        issuer="openbao",
        life=timedelta(hours=1),
        consumers=READERS,
        configure=by_openbao,
        signs=signs_of_openbao,
        death=_DEATH,
        settings=(OPENBAO, *_SETTINGS, *PLATFORM_SETTINGS),
        checks=("the broker has a certificate of its own", "no client signs in by another name of its certificate"),
        page="https://www.rabbitmq.com/docs/access-control",
    ),
    Way(
        name="spiffe-certificate",
        title="an X.509-SVID of SPIFFE",
        kind="user",
        binding=Binding.CERTIFICATE,
        issuer="spiffe",
        life=timedelta(hours=1),
        consumers=(Platform.SPIFFE, Platform.KUBERNETES, Platform.HOST),
        configure=by_spiffe,
        signs=signs_of_spiffe,
        death=_DEATH,
        settings=(
            ReplaceSetting("spiffe", "the trust domain", "acme.example"),
            ReplaceSetting("spiffe_id", "the workload's id", "spiffe://acme.example/web"),
            *_SETTINGS,
        ),
        checks=("the broker has a certificate of its own", "no client signs in by another name of its certificate"),
        page="https://github.com/rabbitmq/rabbitmq-server/tree/main/deps/rabbitmq_auth_mechanism_ssl",
    ),
)
