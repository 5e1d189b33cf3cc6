"""keyroll itself as a source: the credentials of its own connections. It issues nothing; it lists itself.

Each is a credential of the vendor that issued it, as that vendor named it when keyroll signed in, and it is registered
with keyroll as its owner.
"""

from keyroll.providers.contract import Provider

PROVIDER = Provider(name="keyroll", title="keyroll's own connections")
