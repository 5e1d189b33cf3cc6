"""The description of the twins is valid OpenAPI 3.1, and each twin answers as its schema says."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from console_home import Client, console, cookie, opened
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from keyroll.server.console import pages
from keyroll.server.openapi import description
from keyroll.server.page import Page
from small_world import SmallWorld, key_id


@pytest.fixture(scope="module")
def client(world: SmallWorld, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    keyroll = opened(world, tmp_path_factory.mktemp("served"))
    with console(keyroll) as port:
        yield Client(port, cookie(keyroll, "admin"))


def test_the_description_is_valid_and_served(client: Client) -> None:
    served = client.json("/openapi.json")
    OpenAPIV31SpecValidator(served).validate()
    assert served == description()
    assert len(served["paths"]) == len(pages())  # type: ignore[arg-type]


#: What is asked for on pages that need something; the others are asked for as they are.
QUERIES = {"credential": f"id={key_id('ONE')}", "card": f"id={key_id('ONE')}&kind=credential", "incident": "name=okta",
           "item": urlencode({"name": "okta", "id": key_id("ONE")})}  # fmt: skip


def answerable() -> list[str]:
    """Return the pages that have an answer in a home without a hunt."""
    without = {"stories", "story", "evidence", "record", "rotation"}  # no hunt, and no plan of a rotation
    return sorted(name for name in pages() if name not in without)


@pytest.mark.parametrize("name", answerable())
def test_a_twin_answers_as_its_schema_says(client: Client, name: str) -> None:
    page: Page = pages()[name]
    twin = "/overview.json" if page.path == "/" else f"{page.path}.json"
    content = client.json(f"{twin}?{QUERIES[name]}" if name in QUERIES else twin)
    operation = description()["paths"][twin]["get"]  # type: ignore[index,call-overload]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]  # type: ignore[index,call-overload]
    whole = {**schema, "components": description()["components"]}  # type: ignore[dict-item]
    Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(content)
    assert "keyroll" in str(content["data"]["command"]) or "curl" in str(content["data"]["command"])  # type: ignore[index]


def test_a_page_without_a_hunt_says_what_to_do(client: Client) -> None:
    status, _, content = client.page("/stories")
    assert status == 404
    assert b"keyroll hunt" in content


def test_csv_has_every_row_of_the_filter(client: Client) -> None:
    status, headers, content = client.ask("/inventory.csv?q=state:active")
    assert status == 200
    assert headers["content-type"].startswith("text/csv")
    total = client.json("/inventory.json?q=state:active")["data"]["total"]  # type: ignore[index]
    assert content.count(b"\r\n") == int(str(total)) + 1
