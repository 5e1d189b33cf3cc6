"""Redis: users of its access list and their passwords.

Facts, with the vendor's page where one is known:

- ``ACL LIST`` shows users with SHA-256 hashes of their passwords (redis.io, "ACL"); no survey of it is read yet.
- Access lists are not replicated: **each node is a place of its own** and must be changed by itself (redis.io, "ACL",
  "ACL rules are not replicated"; from memory: re-check). A change counts at once on its node.
- A connection that is signed in stays so when the password is taken away; deleting the user ends it.
"""

from datetime import timedelta

from keyroll.providers.contract import Kind, Provider

PROVIDER = Provider(
    name="redis",
    title="Redis",
    kinds=(
        Kind(
            "user",
            "user of the access list",
            "user",
            unlistable_because="ACL LIST shows users to administrators only; no survey of it is read yet",
            in_place=True,
            account=True,
        ),
    ),
    window=timedelta(seconds=10),
)
