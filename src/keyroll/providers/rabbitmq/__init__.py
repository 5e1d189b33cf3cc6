"""RabbitMQ: users of the broker's own list, their tags and permissions.

rabbitmq.com, *Access Control*, *Management HTTP API*, *User limits*, read 2026-11; all of it tested on a broker 4.0.5:

- A user has one password. The same password signs in over AMQP and over the management API (if the user has a tag for
  it), and over MQTT, STOMP and streams if they are enabled: **each listener is a separate plane**.
- Definitions hold a hash of each password. It is never read, and an export is never copied.
- **No date of creation, change or last use is kept**, and nothing expires. A user with an empty hash cannot sign in by
  password.
- Changing a password ends no connection; deleting the user does.
- Listing users needs the tag ``administrator``; ``monitoring`` sees the connections of all users, ``management`` only
  its own.
- Propagation window: users are in the cluster's own store and a change takes effect at once. A node may cache responses
  of its authentication backend, for 15 s by default (``auth_cache.cache_ttl``), and the management API shows a new
  connection only after up to 5 s (``collect_statistics_interval``).

To make an export: ``rabbitmqadmin export rabbitmq/survey/definitions.json``, or ``rabbitmqctl export_definitions``.
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Powers, PrincipalIdentifier, Provider

PROVIDER = Provider(
    name="rabbitmq",
    title="RabbitMQ",
    kinds=(
        Kind(
            "user",
            "user of the internal list",
            "user",
            listed_by="definitions",
            in_place=True,
            account=True,
            never_expires=True,
            material="password",
        ),
    ),
    scopes=(
        LeastScope("tag administrator", "list users and permissions: no lesser tag allows it"),
        LeastScope("tag monitoring", "list the connections of other users, to prove a change"),
    ),
    window=timedelta(seconds=30),
    powers=Powers(administers=r"tag:administrator", lesser=r"tag:.*|configure|write|read|topic (write|read)"),
    principals=(PrincipalIdentifier("user"),),
)
