"""keyroll's own scanner as a source: ``scan@<name of the root>``. It issues nothing; it lists secret locations."""

from keyroll.providers.contracts.kinds import Provider

PROVIDER = Provider(name="scan", title="Scan for copies of secrets")
