"""S3 server access logs: the vendor's own lines, and those of one bucket, in OCSF's words."""

from pathlib import Path
from typing import Any

import pytest

from keyroll.api import Keyroll
from keyroll.intake.layouts import of_path
from keyroll.intake.masking.mask import Fingerprints, RecordMask
from keyroll.model.event import COLUMNS
from keyroll.providers.catalogue import logs
from keyroll.secret import Secret

LOG = logs("aws")["s3_access"]
OWNER = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"
TAIL = (
    "- s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/XV/VLi31234= SigV4 "
    "ECDHE-RSA-AES128-GCM-SHA256 AuthHeader reports.s3.us-west-1.amazonaws.com TLSV1.2"
)
ANN = "arn:aws:iam::123456789012:user/ann"
NAME = "aws@123456789012"


def line(
    requester: str = ANN,
    operation: str = "REST.GET.OBJECT",
    key: str = "2026/board%2520paper.pdf",
    uri: str = '"GET /2026/board%20paper.pdf HTTP/1.1"',
    code: str = "200 -",
    tail: str = TAIL + " - -",
    *,
    agent: str = '"aws-cli/2.13"',
    address: str = "203.0.113.7",
) -> str:
    return (
        f"{OWNER} reports [06/Feb/2026:00:00:38 +0000] {address} {requester} 3E57427F3EXAMPLE {operation} {key} "
        f'{uri} {code} 113 4406 7 6 "-" {agent} {tail}'
    ).rstrip()


def told(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name in COLUMNS and value is not None}


def test_a_request_of_a_user_is_told_as_cloudtrail_tells_it(view_rows):
    (row,) = view_rows(LOG, NAME, [line()])
    assert told(row) == {
        "class_uid": 6003,
        "activity_id": 2,
        "status_id": 1,
        "operation": "REST.GET.OBJECT",
        "actor": f"{NAME}:user:ann",
        "actor_name": "ann",
        "resource_type": "AWS::S3::Object",
        "resource_uid": "arn:aws:s3:::reports/2026/board paper.pdf",
        "resource_name": "2026/board paper.pdf",
        "resource_group": "s3.amazonaws.com",
        "src_ip": "203.0.113.7",
        "user_agent": "aws-cli/2.13",
        "bytes_out": 113,
        "http_status": 200,
    }


def test_a_presigned_address_names_its_key(view_rows):
    asked = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE/20260206/us-west-1/s3/aws4_request"
    old = "AWSAccessKeyId=ASIAIOSFODNN7EXAMPLE&Expires=1"
    rows = view_rows(LOG, NAME, [line(uri=f'"GET /a?{one} HTTP/1.1"') for one in (asked, old)])
    assert [row["credential"] for row in rows] == ["aws@*:access_key_id:AKIAIOSFODNN7EXAMPLE", None]
    assert [row["session_uid"] for row in rows] == [None, "ASIAIOSFODNN7EXAMPLE"]


@pytest.mark.parametrize(
    ("requester", "actor"),
    [
        ("arn:aws:sts::123456789012:assumed-role/reader/i-0abc", f"{NAME}:role:reader"),
        ("arn:aws-cn:iam::123456789012:user/teams/bob", f"{NAME}:user:bob"),
        ("arn:aws:iam::123456789012:root", f"{NAME}:user:<root_account>"),
        ("arn:aws:iam::210987654321:user/eve", "aws@210987654321:user:eve"),
        (OWNER, f"{NAME}:canonical_user:{OWNER}"),
        ("-", None),
    ],
)
def test_who_asked(view_rows, requester: str, actor: str | None):
    (row,) = view_rows(LOG, NAME, [line(requester)])
    assert row["actor"] == actor


@pytest.mark.parametrize(
    ("operation", "code", "activity", "status"),
    [
        ("REST.PUT.OBJECT", "200 -", 1, 1),
        ("REST.COPY.OBJECT_GET", "200 -", 2, 1),
        ("REST.PUT.BUCKETPOLICY", "204 -", 3, 1),
        ("REST.POST.MULTI_OBJECT_DELETE", "200 -", 4, 1),
        ("BATCH.DELETE.OBJECT", "204 -", 4, 1),
        ("REST.GET.BUCKETPOLICY", "404 NoSuchBucketPolicy", 2, 2),
        ("REST.GET.OBJECT", "403 AccessDenied", 2, 2),
        ("REST.GET.OBJECT", "503 SlowDown", 2, 0),
        ("S3.EXPIRE.OBJECT", "- -", 4, 0),
    ],
)
def test_what_was_done_and_how_it_ended(view_rows, operation: str, code: str, activity: int, status: int):
    (row,) = view_rows(LOG, NAME, [line(operation=operation, code=code, key="-")])
    assert (row["activity_id"], row["status_id"]) == (activity, status)
    assert (row["resource_type"], row["resource_uid"]) == ("AWS::S3::Bucket", "arn:aws:s3:::reports")


def test_older_and_newer_lines_are_read(view_rows):
    lines = [
        line(tail="-"),
        line(tail=""),
        line(tail=TAIL + " arn:aws:s3:us-west-1:123456789012:accesspoint/example-AP Yes us-west-1 a-new-field"),
        line(agent='"a \\"quoted\\" client"'),
        line("-", "S3.EXPIRE.OBJECT", uri='"-"', code="- -", agent='"-"', address="-"),
    ]
    rows = view_rows(LOG, NAME, lines)
    assert len(rows) == len(lines)
    assert rows[-1]["src_ip"] is rows[-1]["user_agent"] is None


def test_values_in_an_address_are_masked():
    mask = RecordMask(Fingerprints(Secret(b"a key of a test")), LOG.values)
    signature, token = "fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024", "IQoJb3JpZ2luX2VjEXAMPLE/+="
    asked = f"X-Amz-Credential=AKIAIOSFODNN7EXAMPLE/1&X-Amz-Security-Token={token}&X-Amz-Signature={signature}"
    text = (
        line(uri=f'"GET /a?{asked} HTTP/1.1"')
        + "\n"
        + line(uri='"GET /a?Signature=vjbyPxybdZaNmGa%2ByT272YEAiv4%3D&x=1 -"')
    )
    clean = mask.text(text)
    assert "AKIAIOSFODNN7EXAMPLE" in clean
    for value in (signature, token, "vjbyPxybdZaNmGa"):
        assert value not in clean


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("logs/123456789012/us-west-1/reports/2026/02/06/2026-02-06-00-10-02-3E57427F33A59F07", "123456789012"),
        ("s3/2026-02-06-00-10-02-3E57427F33A59F07", ""),
        ("access-2026-02-06-00-10-02-3E57427F33A59F07", ""),
    ],
)
def test_a_path_of_a_delivery_says_what_it_is(path: str, name: str):
    found = of_path(path)
    assert found is not None
    assert (found.provider, found.log, found.name) == ("aws", "s3_access", name)


@pytest.mark.long
def test_a_folder_of_deliveries_is_read_once(tmp_path: Path):
    day = tmp_path / "bucket/123456789012/us-west-1/reports/2026/02/06"
    day.mkdir(parents=True)
    (day / "2026-02-06-00-10-02-3E57427F33A59F07").write_text(line() + "\n" + line(key="more") + "\nno line of it\n")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "some.log").write_text(line(key="other") + "\n")
    exports = Keyroll.open(tmp_path / "home").exports
    first = exports.sync(tmp_path / "bucket")
    assert (first.new, first.quarantined, [str(source) for source in first.sources]) == (2, 1, [NAME])
    found = exports.sync(elsewhere)
    assert (found.new, found.quarantined) == (1, 0)
    assert exports.sync(tmp_path / "bucket").new == 0
