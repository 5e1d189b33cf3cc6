"""Every public function, method and class has a caller in the package or its scripts, or a line in the API's page."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: What calls the package beside itself.
CALLERS = ("scripts", "bench", "scenarios", "fuzz")
#: Names that a library calls: pySigma, click, asyncssh, html.parser, SQLAlchemy, sqlglot, PyYAML.
CALLED_BY_LIBRARIES = re.compile(
    r"convert_condition_\w+|format_(commands|epilog)|debug_msg_received|handle_(data|endtag|starttag)|unknown_decl"
    r"|send_400_response|ignore_aliases|load_dialect_impl|process_(bind_param|result_value)|Parser"
)
#: Called by tests alone. To be removed, or used.
TESTS_ALONE = {
    "pull_all": "live reads",
    "put_answer": "the ledger's rows",
    "verdict_history": "the ledger's rows",
}


def named(*places: Path) -> Counter[str]:
    files = (path for place in places for path in place.rglob("*") if path.suffix in (".py", ".sql", ".html", ".toml"))
    return Counter(word for path in files for word in re.findall(r"\w+", path.read_text("utf-8")))


def definitions() -> Iterator[tuple[str, str]]:
    """Yield each public definition that no decorator registers, with its place."""
    for path in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith(
                "_"
            ):
                registered = any(isinstance(one, ast.Call) for one in node.decorator_list)
                if isinstance(node, ast.ClassDef) or not registered:
                    yield node.name, f"{path.relative_to(ROOT)}:{node.lineno}"


def test_whatever_is_public_has_a_caller() -> None:
    known = list(definitions())
    defined, within = Counter(name for name, _ in known), named(ROOT / "src")
    outside = named(*(ROOT / name for name in CALLERS))
    documented = set(re.findall(r"\w+", (ROOT / "docs" / "api.md").read_text("utf-8")))
    assert len(known) > 2000
    idle = {
        name: place
        for name, place in known
        if within[name] <= defined[name]
        and not outside[name]
        and name not in documented
        and not CALLED_BY_LIBRARIES.fullmatch(name)
    }
    assert not {name: place for name, place in idle.items() if name not in TESTS_ALONE}
    assert not TESTS_ALONE.keys() - idle.keys(), "an exception that nothing needs"
