"""keyroll's own gate: it issues nothing and lists nothing; its decisions are a log like that of any proxy.

Facts: the lines that ``src/keyroll/gate/recording.py`` writes.
"""

from keyroll.providers.contracts.kinds import Provider

PROVIDER = Provider(name="gate", title="keyroll's gate")
