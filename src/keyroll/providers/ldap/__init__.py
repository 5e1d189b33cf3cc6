r"""LDAP directories: entries with a password, their lock and last use, and their groups.

OpenLDAP Administrator's Guide 2.6 (*Password Policies*, *Monitoring*, *Access Control*), slapo-ppolicy(5),
slapd.conf(5) ``lastbind``, RFC 4511, RFC 4532 (who am I), draft-behera-ldap-password-policy-10, read 2026-11; all of it
tested on slapd 2.6.10:

- Every entry with ``userPassword`` is an account, of a person or of a program. It may have several values: **two
  passwords at once**. The right to *search* by the attribute is enough to list these entries.
- ``pwdChangedTime`` has the last change if the policy overlay is on. A password that was set with the entry has
  none. ``pwdLastSuccess`` (``lastbind``; ``authTimestamp`` in older versions) has the last use.
- The policy, not the entry, holds the age at which passwords expire: **no expiry is read from it**, only ``pwdEndTime``
  and ``shadowExpire``.
- A directory keeps no sessions as such, but a connection stays signed in when its password is changed or its entry
  deleted. slapd shows connections where its monitor database is on. Other servers do not show them.
- Access keys, Kerberos and certificates that map to an entry are not its passwords and are not read.
- Propagation window (keyroll's choice): a replica gets a change within moments or at its next refresh, and an account
  that is locked after failures is refused like a dead one until the lock ends; half an hour is the longest lock in
  common policies (re-check).

To make an export (``search`` on ``userPassword`` is enough; with more rights the export would hold its hashes, which
are never copied), and in the same way ``groups.json`` with ``(|(member=*)(uniqueMember=*))``::

    ldapsearch -LLL -o ldif_wrap=no -H ldaps://ldap1 -D "$WHO" -W -b "$BASE" '(userPassword=*)' '*' '+' | jq -Rs '
      split("\n\n") | map(split("\n") | map(capture("^(?<k>[^:]+):(?<b>:?) (?<v>.*)$")) | select(length > 0)
      | reduce .[] as $x ({}; .[$x.k] += [if $x.b == "" then $x.v else $x.v | @base64d end]))' > accounts.json
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Powers, Provider

PROVIDER = Provider(
    name="ldap",
    title="LDAP directory",
    kinds=(
        Kind(
            "entry",
            "entry with userPassword",
            "entry",
            listed_by="accounts",
            in_place=True,
            account=True,
            never_expires=True,
            material="password",
        ),
    ),
    scopes=(
        LeastScope("search on userPassword", "list the entries that have a password; never its value"),
        LeastScope("read on entries and their operational attributes", "read locks, changes and last use"),
        LeastScope("read on groups", "see the permissions of each"),
        LeastScope("read on cn=Monitor", "list the connections of other entries, to prove a change"),
    ),
    window=timedelta(minutes=30),
    powers=Powers(administers=r"group:(.*[^a-z])?(admins?|administrators?|managers?)([^a-z].*)?", lesser=r"group:.*"),
)
