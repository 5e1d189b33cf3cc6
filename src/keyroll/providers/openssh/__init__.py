"""OpenSSH: keys that open accounts, certificates and who signs them, revocations, and keys of hosts.

sshd(8) *AUTHORIZED_KEYS FILE FORMAT*, sshd_config(5), ssh-keygen(1) *KEY REVOCATION LISTS*, read 2026-11; seen from
OpenSSH 10.0p2:

- A key is one credential wherever it is authorised: its name is its fingerprint, the same everywhere, so that a deploy
  key of a forge, a private key in a repository and a line of ``authorized_keys`` meet. Each line is a grant.
- ``expiry-time`` ends a line, not the key: a key expires when every line of it in the survey does.
- **No list of certificates exists**: a CA keeps none. What lies on hosts, or in the CA's own archive, is read.
- Neither a list of keys nor sshd keeps a date of creation or of last use; the log of sshd has the use.
- A list of revocations holds for the hosts that use it (``RevokedKeys``): bring the one that all of them use.
- A removed line, a revocation and ``DenyUsers`` count for the next connection and end none that is open.
- Passwords of accounts are the system's (shadow, PAM), not sshd's, and not read. Window, ours: files are copied to
  hosts by tools that run every half hour at the latest.

To make an export, as root on each host (each endpoint is one list; join the hosts', and what the last
command prints with those of keys and certificates, by ``jq -s add``)::

    for f in /root/.ssh/authorized_keys /home/*/.ssh/authorized_keys; do
      jq -R --arg host "$(hostname)" --arg account "$(stat -c %U "$f")" \\
        '{host: $host, account: $account, line: .}' "$f"; done | jq -s . > authorized_keys.json
    cat /home/*/.ssh/*-cert.pub | jq -R --arg host "$(hostname)" '{host: $host, line: .}' | jq -s . > certificates.json
    jq -R --arg host "$(hostname)" '{host: $host, line: .}' "$TRUSTED_USER_CA_KEYS" | jq -s . > authorities.json
    ssh-keyscan host1 host2 | jq -R '{line: .}' | jq -s . > host_keys.json
    ssh-keygen -Q -l -f "$REVOKED_KEYS" | jq -R '{revoked: .}' | jq -s .
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Powers, Provider

PROVIDER = Provider(
    name="openssh",
    title="OpenSSH",
    kinds=(
        Kind(
            "public_key",
            "key in authorized_keys",
            "public_key",
            listed_by="authorized_keys",
            account=True,
            never_expires=True,
            legacy_because="a certificate ends by itself, a line of authorized_keys does not",
            material="private-key",
        ),
        Kind("certificate", "certificate of a user or host", "certificate", listed_by="certificates", account=True),
        Kind(
            "certificate_authority",
            "key that signs certificates of users",
            "certificate_authority",
            listed_by="authorities",
            never_expires=True,
            material="private-key",
        ),
        Kind(
            "host_key", "key of a host", "host_key", listed_by="host_keys", never_expires=True, material="private-key"
        ),
    ),
    scopes=(
        LeastScope("read on every AuthorizedKeysFile", "see which key opens which account; root, or a group for it"),
        LeastScope("read on TrustedUserCAKeys and RevokedKeys", "see who may sign, and what was revoked"),
        LeastScope("nothing", "keys of hosts are told to whoever asks"),
        LeastScope("a shell on the host", "to see sessions of an account, when a change is to be proven"),
    ),
    window=timedelta(minutes=30),
    powers=Powers(administers=r"shell as root|signs certificates.*", lesser=r"(shell|forwarding|command .*) as .*"),
)
