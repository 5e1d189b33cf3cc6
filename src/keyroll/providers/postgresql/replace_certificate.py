"""One-hour client certificates in place of a role's password, issued by OpenBao's PKI.

postgresql.org, *Certificate Authentication*, *pg_hba.conf*; openbao.org, *PKI secrets engine*, from memory: re-check;
tested on PostgreSQL 15 and OpenBao 2.7.2. The certificate signs in as its own role (``app_cert``), which has no
password and acts as the static one. The log therefore distinguishes both ways. A session outlasts the withdrawal of its
certificate.
"""

from datetime import timedelta

from keyroll.providers._replacing import OPENBAO, PLATFORM_SETTINGS, READERS, Authority, text
from keyroll.providers.contracts.replace import (
    Binding,
    Form,
    Given,
    LogSign,
    Part,
    ReplaceSetting,
    Side,
    Sign,
    Way,
)


def configure(given: Given) -> tuple[Part, ...]:
    """Return the texts of both sides."""
    slug = given.slug
    values = {"account": given.account, "slug": slug, "certificates": given["certificates"]}
    role = text(
        """
        CREATE ROLE "@slug@_cert" LOGIN IN ROLE "@account@";
        ALTER ROLE "@slug@_cert" SET role = '@account@';
        """,
        **values,
    )
    server = text("ssl = on\nssl_ca_file = '@certificates@/@slug@_clients.pem'", **values)
    admitted = text(
        """
        hostssl all "@slug@_cert" 0.0.0.0/0 cert
        hostssl all "@slug@_cert" ::0/0     cert
        """,
        **values,
    )
    client = text(
        "user=@slug@_cert sslmode=verify-full sslcert=/run/@slug@/client.pem sslkey=/run/@slug@/client.pem", **values
    )
    ended = text('ALTER ROLE "@account@" NOLOGIN PASSWORD NULL;', **values)
    return (
        *Authority(f"{slug}_cert").parts(given),
        Part(Side.PROVIDER, Form.SQL, "psql, as a superuser", role),
        Part(
            Side.PROVIDER,
            Form.FILE,
            f"postgresql.conf; put {slug}_clients.pem at the path in ssl_ca_file, then reload",
            server,
        ),
        Part(Side.PROVIDER, Form.FILE, "pg_hba.conf, above all other lines; then reload", admitted),
        Part(Side.CONSUMER, Form.FILE, "the connection string of the program (libpq)", client, "change"),
        Part(Side.PROVIDER, Form.SQL, "psql, as a superuser", ended, "remove"),
    )


def signs(given: Given) -> tuple[Sign, ...]:
    """Return the sign that the new credential is in use: a session with the certificate that keyroll did not open."""
    return (
        LogSign(
            "postgresql",
            "server",
            "message LIKE 'connection authorized:%' AND \"user\" = $role "
            "AND message NOT LIKE '%application_name=keyroll-%' AND session_id IN (SELECT session_id FROM native "
            "WHERE message LIKE 'connection authenticated: identity=%' AND message LIKE '%method=cert %')",
            {"role": f"{given.slug}_cert"},
            f"{given.slug}_cert signed in by a certificate",
        ),
    )


WAYS = (
    Way(
        name="openbao-certificate",
        title="a client certificate for an hour, issued by OpenBao",
        kind="role",
        binding=Binding.CERTIFICATE,
        issuer="openbao",
        life=timedelta(hours=1),
        consumers=READERS,
        configure=configure,
        signs=signs,
        death="the old password is tried at each server (grade A); the role is listed as one that may not log in",
        settings=(
            OPENBAO,
            ReplaceSetting(
                "certificates", "the folder of the server's certificates", "/etc/postgresql/tls", "/etc/postgresql/tls"
            ),
            *PLATFORM_SETTINGS,
        ),
        checks=(
            "the server was built with SSL, and has a certificate of its own: SHOW ssl",
            "SHOW log_connections is on: without it no log shows the new way in use",
        ),
        page="https://www.postgresql.org/docs/current/auth-cert.html",
    ),
)
