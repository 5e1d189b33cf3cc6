"""Redis: users of its access control list (ACL) and their passwords.

Facts, with the vendor's page where one is known:

- ``ACL LIST`` shows each user as one line of rules, with the SHA-256 of each password (redis.io, "ACL"): several may be
  valid at once. **No date of creation, change or last use is kept**, and nothing expires.
- **Each node is a separate plane** and must be changed separately: the tip of ``ACL SETUSER`` and ``ACL DELUSER`` for
  clients is ``request_policy:all_nodes`` (redis.io, both commands, read 2026-11-29). A change takes effect at once on
  its node.
- To make an export, on each node, without the hashes::

    redis-cli ACL LIST | sed -E 's/#[0-9a-f]{64}/#***/g' | jq -R '{rules: .}' | jq -s . > redis/survey/users.json

- A connection stays signed in when its password is removed or its user is set ``off``; ``CLIENT KILL`` or deleting the
  user ends it (redis.io, *ACL SETUSER*, read 2026-11-29).
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Powers, PrincipalIdentifier, Provider

PROVIDER = Provider(
    name="redis",
    title="Redis",
    kinds=(
        Kind(
            "user",
            "user of the access control list",
            "user",
            listed_by="users",
            in_place=True,
            account=True,
            never_expires=True,
            material="password",
        ),
    ),
    scopes=(
        LeastScope("+acl|list +acl|whoami", "list the users and their rules, and read keyroll's own name"),
        LeastScope("+client|list +client|id", "list the connections of a user, to prove a change"),
    ),
    window=timedelta(seconds=10),
    powers=Powers(administers=r"\+(@all|@admin|@dangerous|acl.*|config.*|module.*|debug.*)", lesser=r"\+.*"),
    principals=(PrincipalIdentifier("user"),),
)
