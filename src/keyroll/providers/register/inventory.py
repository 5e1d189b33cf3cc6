"""The organisation's inventory of servers: ``hosts.csv`` with the columns host, address, runs.

``runs`` is the source that runs on the host, by its name in keyroll (``jira@main``). Several rows may name one host, or
one address.
"""

from collections.abc import Iterator

from keyroll.model.identifier import Identifier
from keyroll.model.observation import Observation, host
from keyroll.providers.contracts.survey import SurveyPage

HOSTS = ("host", "address", "runs")


def read_hosts(page: SurveyPage) -> Iterator[Observation]:
    """Yield a host for each row with an address."""
    for row in page.records():
        name, address, runs = (row.maybe(column).strip() for column in HOSTS)
        if address:
            yield host(Identifier.of(page.source, "host", f"{address}/{runs}"), name=name, address=address, runs=runs)
