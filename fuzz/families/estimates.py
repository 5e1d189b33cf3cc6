"""Lists for the estimate, as CSV from elsewhere."""

from collections.abc import Iterable
from pathlib import Path

from fuzz.family import Family, Harness
from keyroll.api import estimate_lists
from keyroll.inventory.estimate.read import COLUMNS

_ROWS = (
    "a{n},aws,aws@main,access_key,{n},1,1,1,0,0,0,,", "b{n},okta,okta@main,api_token,,0,1,0,1,1,0,yes,place-{n}",
    "c{n},gcp,gcp@main,key,1.5,0,0,0,0,1,1,no,", '"d{n}","x","","k",0,1,0,1,1,1,1,,',
)  # fmt: skip


def seeds() -> Iterable[bytes]:
    """Return lists of some sizes."""
    for many in (1, 4, 12):
        rows = [row.format(n=number) for number in range(many) for row in _ROWS]
        yield "\n".join([",".join(COLUMNS), *rows]).encode()


def make(_place: Path) -> Harness:
    """Return the harness that estimates from lists."""

    def one(data: bytes) -> None:
        answer, faults = estimate_lists(data)
        str(answer).encode()
        for fault in faults:
            fault.reason.encode()

    return one


FAMILY = Family(
    "estimates", seeds, make, words=(b",", b"\n", b'"', b"1e308", b"inf", b"nan", b"yes", b"1", b"0", b"\x00")
)
