"""LDAP directories: entries with a password, their lock and last use, and the groups they are in.

OpenLDAP Administrator's Guide 2.6 (*Password Policies*, *Monitoring*, *Access Control*), slapo-ppolicy(5),
slapd.conf(5) ``lastbind``, RFC 4511, RFC 4532 (who am I), draft-behera-ldap-password-policy-10, read 2026-11; all of
it seen from slapd 2.6.10:

- Every entry with ``userPassword`` is an account, be it of a person or of a program. It may have several values: **two
  passwords at once**. To know which entries have one, the right to *search* by the attribute is enough.
- ``pwdChangedTime`` tells of a change where the policy overlay is on; what was set when the entry was made has none.
  ``pwdLastSuccess`` (``lastbind``; ``authTimestamp`` in older ones) tells of the last use.
- The age at which a policy ends passwords stands in the policy, not in the entry: **no expiry is read from it**, only
  ``pwdEndTime`` and ``shadowExpire``.
- A directory keeps no sessions as such, but a connection stays signed in when its password is changed or its entry
  deleted. slapd shows them where its monitor database is on; others show nobody.
- Access keys, Kerberos and certificates that map to an entry are not passwords of it and not read.
- Window, ours: a replica hears of a change within moments or at its next refresh, and an account that failures have
  locked is refused like a dead one until the lock ends; half an hour is the longest lock in common policies (re-check).

To make an export (``search`` on ``userPassword`` is enough; with more its hashes would be in it, which are never
copied), and likewise ``groups.json`` with ``(|(member=*)(uniqueMember=*))``::

    ldapsearch -LLL -o ldif_wrap=no -H ldaps://ldap1 -D "$WHO" -W -b "$BASE" '(userPassword=*)' '*' '+' | jq -Rs '
      split("\\n\\n") | map(split("\\n") | map(capture("^(?<k>[^:]+):(?<b>:?) (?<v>.*)$")) | select(length > 0)
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
        LeastScope("read on entries and their operational attributes", "learn locks, changes and last use"),
        LeastScope("read on groups", "see what each may do"),
        LeastScope("read on cn=Monitor", "to see the connections of others, when a change is to be proven"),
    ),
    window=timedelta(minutes=30),
    powers=Powers(administers=r"group:(.*[^a-z])?(admins?|administrators?|managers?)([^a-z].*)?", lesser=r"group:.*"),
)
