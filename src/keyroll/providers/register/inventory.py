"""The organisation's inventory of servers: ``hosts.csv`` with the columns host, address, runs.

``runs`` is the source that runs on the host, by its name in keyroll (``jira@main``). Several rows may name one host, or
one address.
"""

from collections.abc import Iterator

from keyroll.model.identifier import Identifier
from keyroll.model.observation import Observation, host
from keyroll.model.register import wrong
from keyroll.providers.contracts.survey import SurveyPage

HOSTS = ("host", "address", "runs")


def read_hosts(page: SurveyPage) -> Iterator[Observation]:
    """Yield a host for each row with an address; a row without one is refused, with its number."""
    for number, row in page.rows(*HOSTS):
        name, address, runs = (row.maybe(column).strip() for column in HOSTS)
        if not address or any(map(str.isspace, address)):
            what, why = (address, "it is no address") if address else (name or runs, "the row has no address")
            page.refuse(number, [wrong(what, why, "write an IP address or the name of a host")])
            continue
        subject = Identifier.of(page.source, "host", f"{address}/{runs}")
        yield host(subject, name=name, address=address, runs=runs, row=number)
