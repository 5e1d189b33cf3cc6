"""The vendor's envelope around a list: its records, its count of pages, and how a list is recognised."""

from collections.abc import Callable, Iterator

from keyroll.errors import VendorChanged
from keyroll.model.json import Json, Record
from keyroll.providers._lists import following
from keyroll.providers.contracts.survey import SurveyPage


def results(page: SurveyPage) -> Iterator[Record]:
    """Yield the records of a successful response; a refusal is not an empty list. Raises VendorChanged."""
    answer = page.record()
    if answer.flag("success") is not True:
        raise VendorChanged(f"{page.where}: success", hint="the response is an error of the vendor: fetch it again")
    return answer.records("result")


def further_page(page: SurveyPage) -> bool:
    """Return whether the page's own count announces another page."""
    return bool(next_page(page.body))


def next_page(body: Json) -> int:
    """Return the number of the next page by a page's own count; 0 means none."""
    info = Record(body if isinstance(body, dict) else {}, "").inner("result_info")
    return following(info.number("page"), info.number("total_pages"))


def results_with(*fields: str) -> Callable[[Json], bool]:
    """Return a test for the vendor's envelope around records that have all of these fields."""

    def recognise(body: Json) -> bool:
        if not isinstance(body, dict) or not isinstance(body.get("success"), bool):
            return False
        result = body.get("result")
        first = result[0] if isinstance(result, list) and result else None
        return isinstance(first, dict) and all(field in first for field in fields)

    return recognise
