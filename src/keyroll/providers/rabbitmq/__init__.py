"""RabbitMQ: users of the broker's own list, their tags and permissions.

rabbitmq.com, *Access Control*, *Management HTTP API*, *User limits*, read 2026-11; all of it seen from a broker 4.0.5:

- A user has one password. The same password signs in over AMQP and over the management API (where the user has a tag
  for it), and over MQTT, STOMP and streams where they are on: **each listener is a place of its own**.
- Definitions hold a hash of each password; it is never read, and an export is never copied.
- **No date of creation, change or last use is kept**, and nothing expires. A user with an empty hash signs in nowhere
  by password.
- A changed password ends no connection; deleting the user does.
- Listing users needs the tag ``administrator``; ``monitoring`` sees the connections of all, ``management`` its own.
- Window: users are in the cluster's own store and a change counts at once; a node that caches answers of its
  authentication backend does so for 15 s by default (``auth_cache.cache_ttl``), and the management API shows a new
  connection only after up to 5 s (``collect_statistics_interval``).

To make an export: ``rabbitmqadmin export rabbitmq/survey/definitions.json``, or ``rabbitmqctl export_definitions``.
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Powers, Provider

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
        LeastScope("tag administrator", "list users and permissions: no lesser tag may"),
        LeastScope("tag monitoring", "to see the connections of other users, when a change is to be proven"),
    ),
    window=timedelta(seconds=30),
    powers=Powers(administers=r"tag:administrator", lesser=r"tag:.*|configure|write|read|topic (write|read)"),
)
