"""One-hour certificates in place of a key in authorized_keys: OpenBao's SSH engine signs the consumer's key.

openbao.org, *Signed SSH certificates*, and OpenBSD's manual page *sshd_config* (``TrustedUserCAKeys``: a certificate
must name its accounts; ``RevokedKeys``), read 2026-11-29; tested on OpenSSH 9.2 and OpenBao 2.7.2. The log of sshd
names a certificate's id and serial. Certificates that were issued stay valid to their end: the list of revoked keys
ends one before.
"""

from datetime import timedelta

from keyroll.providers._replacing import OPENBAO, PLATFORM_SETTINGS, READERS, admits, may_read, reads, text
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
    slug, path = given.slug, f"ssh_{given.slug}/sign/{given.slug}"
    issuer = text(
        """
        bao secrets enable -path='ssh_@slug@' ssh
        bao write 'ssh_@slug@/config/ca' generate_signing_key=true key_type=ed25519
        bao read -field=public_key 'ssh_@slug@/config/ca' > '@slug@_users.pub'
        bao write 'ssh_@slug@/roles/@slug@' - <<'JSON'
        {"key_type": "ca", "allow_user_certificates": true, "allowed_users": "@account@", "default_user": "@account@",
         "ttl": "1h", "max_ttl": "1h", "default_extensions": {"permit-pty": ""}, "allow_user_key_ids": false,
         "key_id_format": "keyroll_@slug@_{{public_key_hash}}"}
        JSON
        """,
        slug=slug,
        account=given.account,
    )
    server = f"TrustedUserCAKeys {given['certificates']}/{slug}_users.pub\n"
    command = text(
        """
        ssh-keygen -q -t ed25519 -N '' -f key <<< y > /dev/null 2>&1 || true
        bao write -field=signed_key '@path@' public_key=@key.pub > key-cert.pub
        """.replace(" <<< y", ""),
        path=path,
    )
    return (
        Part(Side.ISSUER, Form.SHELL, "as an administrator of OpenBao", issuer),
        may_read(given, path, "update"),
        *admits(given),
        Part(Side.PROVIDER, Form.FILE, f"sshd_config of {given['host']}, with {slug}_users.pub; then reload", server),
        Part(Side.CONSUMER, Form.SHELL, "on the machine of the program, with its sign-in to OpenBao, each half hour",
             command, "change") if given.platform is None or given.platform == "vault"
        else reads(given, command, command)[0],
        Part(Side.PROVIDER, Form.SHELL, f"on {given['host']}, as the account or root",
             f"grep -v -F '{given['key']}' .ssh/authorized_keys > .ssh/new || true\n"
             "chmod 600 .ssh/new\nmv .ssh/new .ssh/authorized_keys\n", "remove"),
    )  # fmt: skip


def signs(given: Given) -> tuple[Sign, ...]:
    """Return the signs that the new credential is in use."""
    says = f"sshd accepted a certificate keyroll_{given.slug}_… for {given.account}"
    values = {"who": given.account, "id": f" ID keyroll_{given.slug}_"}
    where = "starts_with(@, 'Accepted publickey for ' || $who || ' from ') AND contains(@, $id)"
    return (
        LogSign("openssh", "auth", where.replace("@", "message"), values, says),
        LogSign("openssh", "journal", where.replace("@", '"MESSAGE"'), values, says),
    )


WAYS = (
    Way(
        name="openbao-certificate",
        title="a certificate for an hour, signed by OpenBao",
        kind="public_key",
        binding=Binding.CERTIFICATE,
        issuer="openbao",
        life=timedelta(hours=1),
        consumers=READERS,
        configure=configure,
        signs=signs,
        death="the old key is tried at each host (grade A); it is gone from authorized_keys",
        settings=(
            OPENBAO,
            ReplaceSetting("host", "the host", "web1"),
            ReplaceSetting("certificates", "the folder of sshd's settings", "/etc/ssh", "/etc/ssh"),
            ReplaceSetting("key", "the public key in authorized_keys, without type and comment", "AAAAC3…"),
            *PLATFORM_SETTINGS,
        ),
        checks=("sshd has no other line TrustedUserCAKeys: the first one counts",),
        # A key's id is its fingerprint: the directions give the account.
        account=lambda _: "",
        page="https://openbao.org/docs/secrets/ssh/signed-ssh-certificates/",
    ),
)
