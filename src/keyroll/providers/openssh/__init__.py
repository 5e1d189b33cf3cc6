r"""OpenSSH: keys of accounts, certificates and their authorities, revocations, and keys of hosts.

sshd(8) *AUTHORIZED_KEYS FILE FORMAT*, sshd_config(5), ssh-keygen(1) *KEY REVOCATION LISTS*, read 2026-11; tested on
OpenSSH 10.0p2:

- A key is one credential wherever it is authorised: its name is its fingerprint, so that a deploy key of a code host, a
  private key in a repository and a line of ``authorized_keys`` are joined. Each line is a grant.
- ``expiry-time`` ends a line, not the key: a key expires when all its lines in the listing expire.
- **No list of certificates exists**: a CA keeps none. Certificates on hosts, or in the CA's own archive, are read.
- Neither a list of keys nor sshd keeps a date of creation or last use. The log of sshd shows use.
- A list of revocations applies to the hosts that use it (``RevokedKeys``): export the list that all hosts use.
- A removed line, a revocation and ``DenyUsers`` apply to the next connection and end no open one.
- Passwords of accounts belong to the system (shadow, PAM), not to sshd, and are not read.
- Propagation window (keyroll's choice): tools copy files to hosts every half hour at the latest.

To make an export, run this as root on each host. Each endpoint is one list: join the hosts' lists, and add the output
of the last command to the lists of keys and certificates, with ``jq -s add``::

    for f in /root/.ssh/authorized_keys /home/*/.ssh/authorized_keys; do
      jq -R --arg host "$(hostname)" --arg account "$(stat -c %U "$f")" \
        '{host: $host, account: $account, line: .}' "$f"; done | jq -s . > authorized_keys.json
    cat /home/*/.ssh/*-cert.pub | jq -R --arg host "$(hostname)" '{host: $host, line: .}' | jq -s . > certificates.json
    jq -R --arg host "$(hostname)" '{host: $host, line: .}' "$TRUSTED_USER_CA_KEYS" | jq -s . > authorities.json
    ssh-keyscan host1 host2 | jq -R '{line: .}' | jq -s . > host_keys.json
    ssh-keygen -Q -l -f "$REVOKED_KEYS" | jq -R '{revoked: .}' | jq -s .
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Powers, PrincipalIdentifier, Provider

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
            legacy_because="a certificate expires automatically, a line of authorized_keys does not",
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
        LeastScope(
            "read on every AuthorizedKeysFile",
            "list the keys with access to each account; needs root, or a group with this right",
        ),
        LeastScope("read on TrustedUserCAKeys and RevokedKeys", "list authorities and revocations"),
        LeastScope("nothing", "every client gets the keys of hosts"),
        LeastScope("a shell on the host", "list the sessions of an account, to prove a change"),
    ),
    window=timedelta(minutes=30),
    powers=Powers(administers=r"shell as root|signs certificates.*", lesser=r"(shell|forwarding|command .*) as .*"),
    principals=(PrincipalIdentifier("account"),),
)
