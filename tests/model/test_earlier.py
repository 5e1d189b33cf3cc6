"""Renamed members and list kinds keep their earlier names for one release."""

from keyroll.model.earlier import KINDS, with_earlier
from keyroll.report.listing.contract import listings, named


def test_a_renamed_member_is_written_under_both_names_at_any_depth() -> None:
    assert with_earlier({"unproven": [{"identifier": "a@b:c:d"}], "networks": ("10.0.0",)}) == {
        "unproven": [{"identifier": "a@b:c:d", "handle": "a@b:c:d"}],
        "networks": ["10.0.0"],
        "places": ["10.0.0"],
    }


def test_a_member_that_has_the_earlier_name_itself_is_left_alone() -> None:
    assert with_earlier({"network": "10.0.0", "place": "wiki"}) == {"network": "10.0.0", "place": "wiki"}


def test_an_earlier_list_kind_names_the_list_of_today() -> None:
    for earlier, kind in KINDS.items():
        assert earlier not in listings()
        assert named(earlier) is named(kind)
