"""Zeek: a network sensor; it records connections, requests and names, never accounts. It issues nothing."""

from keyroll.providers.contracts.kinds import Provider

PROVIDER = Provider(name="zeek", title="Zeek")
