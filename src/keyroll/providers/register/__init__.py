"""The register: people's records of which vendor holds which credential, of its owner, and of their beliefs.

It issues nothing and proves nothing. Each row is a registration: one of the four independent lists, and for owners
and beliefs the lowest grade of evidence. The file is the organisation's own. Its columns are described in survey.py.
"""

from keyroll.providers.contracts.kinds import Provider

PROVIDER = Provider(name="register", title="Register")
