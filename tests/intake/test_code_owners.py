"""Who answers for a file by its CODEOWNERS."""

from pathlib import Path

import pytest

from keyroll.intake.scan.code_owners import CodeOwners

TEXT = """# who answers
*            @acme/everyone   # by default
*.tf         platform@a.example @acme/other
[Payments] @acme/unread
/pay/        @acme/payments
/pay/public/
docs/**/x.md @writer
"""


@pytest.mark.parametrize(
    ("path", "owner"),
    [
        ("main.py", "acme/everyone"),
        ("deep/net.tf", "platform@a.example"),
        ("pay/key.py", "acme/payments"),
        ("pay/net.tf", "acme/payments"),
        ("other/pay/key.py", "acme/everyone"),
        ("pay/public/key.py", ""),
        ("docs/a/b/x.md", "writer"),
    ],
)
def test_the_last_line_that_matches_counts(tmp_path: Path, path: str, owner: str):
    (tmp_path / "CODEOWNERS").write_text(TEXT)
    assert CodeOwners(tmp_path).of(path) == owner


def test_a_repository_inside_has_its_own(tmp_path: Path):
    (tmp_path / "CODEOWNERS").write_text("* @outer")
    (tmp_path / "inner/.github").mkdir(parents=True)
    (tmp_path / "inner/.github/CODEOWNERS").write_text("* @inner")
    owners = CodeOwners(tmp_path)
    assert (owners.of("inner/a"), owners.of("a")) == ("inner", "outer")


def test_without_a_file_nobody_is_named(tmp_path: Path):
    assert CodeOwners(tmp_path).of("a.py") == ""
