"""The organisation's declarations about its network: servers and segments."""

from keyroll.inventory.part import InventoryPart

#: Each declared server, by register.
HOSTS = InventoryPart(
    "hosts_listed",
    "observed",
    "SELECT facts->>'name' AS name, facts->>'address' AS address, facts->>'runs' AS runs, source, observed_at "
    "FROM {arriving} WHERE entity = 'host' AND facts->>'name' <> ''",
)
#: Each network of a declared segment, by register.
NETWORKS = InventoryPart(
    "networks_listed",
    "observed",
    "SELECT facts->>'network' AS network, facts->>'segment' AS segment, coalesce(facts->>'gate', '') AS gate, source, "
    "observed_at FROM {arriving} WHERE entity = 'segment'",
)
PARTS = (HOSTS, NETWORKS)
