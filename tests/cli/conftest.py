"""Commands run in this process, as the installed program would run them."""

import sys
from pathlib import Path

import pytest
from cli_run import Done, Run

from keyroll.cli import main


@pytest.fixture
def keyroll(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command; ``home`` and further settings are in its environment only."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments: str, home: Path | None = None, **environment: str) -> Done:
        place = {"KEYROLL_HOME": str(home)} if home else {}
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["keyroll", *arguments])
            for name, value in (place | environment).items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit) as ended:
                main()
        code = ended.value.code
        return Done(code if isinstance(code, int) else 0, *capsys.readouterr())

    return run
