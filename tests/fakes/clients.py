"""What a vendor's description says of each answer, out of clients that two generators made of it in TypeScript.

Such a client is its maker's, not the vendor's; what it says of an answer is the description's. Only what is asked for
is cut out of its text: a compiler takes minutes for all of it.
"""

import re
from collections.abc import Collection
from pathlib import Path

from fakes.typescript import Route, shape

_MODEL = re.compile(r'components\["schemas"\]\["(\w+)"\]')
_ANSWER = re.compile(
    r'^            readonly 200: \{.*?^                content: \{\n +readonly "[^"\n]+": (.*?);\n^                \};',
    re.MULTILINE | re.DOTALL,
)
_REQUEST = re.compile(
    r"CancelablePromise<((?:(?!CancelablePromise).)*?)> \{\s+return __request\(OpenAPI, \{\s+method: '(\w+)',\s+"
    r"url: '([^']+)'",
    re.DOTALL,
)


def of_openapi_typescript(file: Path, prefix: str, wanted: Collection[str]) -> tuple[str, dict[Route, str]]:
    """Return the models, and the type of each answer to GET, of a file that ``openapi-typescript`` made."""
    text = file.read_text(encoding="utf-8")
    paths = {shape(path): path for path in re.findall(r'^    readonly "(/[^"]+)": \{$', text, re.MULTILINE)}
    answers: dict[Route, str] = {}
    for template in wanted:
        path = paths.get(shape(template.removeprefix(prefix)), "")
        asked = re.search(r'readonly get: operations\["(\w+)"\]', _block(text, f'"{path}"', 4)) if path else None
        answer = _ANSWER.search(_block(text, asked[1], 4)) if asked else None
        if answer:
            answers["GET", template] = _MODEL.sub(r"\1", answer[1])
    return _models(text, " ".join(_MODEL.findall(text)).split(), set(answers.values())), answers


def _models(text: str, known: Collection[str], used: set[str]) -> str:
    names, found, reached = set(known), dict[str, str](), set(used)
    while reached:
        words = {word for one in reached for word in re.findall(r"\w+", one)}
        fresh = (words & names) - found.keys()
        reached = {_MODEL.sub(r"\1", _block(text, name, 8)) for name in fresh}
        found |= {name: _MODEL.sub(r"\1", _block(text, name, 8)) for name in fresh}
    return "\n".join(f"type {name} = {found[name]};" for name in sorted(found))


def _block(text: str, name: str, depth: int) -> str:
    """Return the type of a member that stands so deep, by the generator's own indentation."""
    begun = re.escape(" " * depth + "readonly " + name + ": ")
    match = re.search(rf"^{begun}(\{{\n.*?^ {{{depth}}}\}}|[^\n]*?);$", text, re.MULTILINE | re.DOTALL)
    return match[1] if match else ""


def of_openapi_typescript_codegen(services: Path, prefix: str, wanted: Collection[str]) -> dict[Route, str]:
    """Return the type of each answer of a client that ``openapi-typescript-codegen`` made."""
    known = {
        (method, shape(prefix + path)): answer
        for file in sorted(services.glob("*.ts"))
        for answer, method, path in _REQUEST.findall(file.read_text(encoding="utf-8"))
    }
    return {("GET", one): known["GET", shape(one)] for one in wanted if ("GET", shape(one)) in known}
