"""Google Workspace read live, on a strict fake that discovery documents judge."""

from pathlib import Path
from typing import Any

import pytest

from fakes.google import Google
from fakes.same import assert_same
from live_servers import Connect

GRANT = {
    "kind": "admin#directory#token", "clientId": "1.apps.googleusercontent.com", "displayText": "Notes",
    "anonymous": False, "nativeApp": False, "scopes": ["https://www.googleapis.com/auth/drive"],
}  # fmt: skip


@pytest.mark.long
@pytest.mark.support("google_workspace", "live survey", "specification + fake")
def test_grants_of_each_user_live_and_by_export_and_without_the_right_to_see_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    connect, fake = Connect(tmp_path, monkeypatch, capsys), Google()
    fake.page_size = 1
    fake.users = [{"id": number, "primaryEmail": f"{number}@x.example"} for number in ("1", "2", "gone")]
    fake.tokens = {"1": [GRANT | {"userKey": "1"}], "2": []}
    member = {"kind": "admin#directory#member", "id": "1", "email": "1@x.example", "type": "USER", "role": "MEMBER"}
    fake.groups = {"eng@x.example": [member, member | {"id": "2", "email": "2@x.example"}], "none@x.example": []}
    with fake.running():
        settings = {"login": fake.address, "admin": "reader@x.example"}
        one = connect("google_workspace", fake.key("k1"), fake.address, **settings)
        assert one.unseen == {}
        assert one.pull() == {}
        assert set(one.listed("oauth_grant")) == {"1.apps.googleusercontent.com/1"}
        tokens = [{"kind": "admin#directory#tokenList", "items": fake.tokens[one]} for one in "12"]
        pages: dict[str, list[Any]] = {"oauth_tokens": tokens}
        about = {"kind": "admin#directory#members"}
        pages["group_members"] = [
            *({"group": "eng@x.example", "members": [one]} | about for one in fake.groups["eng@x.example"]),
            {"group": "none@x.example"} | about,
        ]
        assert_same(one.keyroll, "google_workspace@main", pages, tmp_path)
        fake.scopes = ("users",)
        code, told = connect.sync(connect("google_workspace", fake.key("k2"), fake.address, **settings))
    assert code == 11
    assert "not seen: scope admin.directory.group.readonly (see the members of each group" in told
    assert "not seen: scope admin.directory.user.security (list the apps that each user authorised)" in told
