"""Plants secrets in code, git history, a wiki's export and tickets, and writes what their issuers list or log."""

import base64
import csv
import html
import io
import json
import os
import subprocess
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from planted_secrets import DEPLOY_KEYS, HEX, KINDS, Maker, Plant


@dataclass
class Tree:
    root: Path
    exports: Path
    plants: list[Plant]


Fields = list[tuple[str, str]]


def name_of(label: str) -> str:
    return label.replace(" ", "_").replace(".", "_").replace("-", "_") or "KEY"


def one_line(fields: Fields) -> bool:
    return all("\n" not in text for _, text in fields)


def as_python(fields: Fields) -> str:
    return "".join(f"{name_of(label).upper()} = {text!r}\n" for label, text in fields)


def as_env(fields: Fields) -> str:
    return "".join(f"{name_of(label).upper()}={text}\n" for label, text in fields)


def as_yaml(fields: Fields) -> str:
    out = "service:\n"
    for label, text in fields:
        if "\n" in text:
            out += f"  {name_of(label)}: |\n" + "".join(f"    {line}\n" for line in text.splitlines())
        else:
            out += f'  {name_of(label)}: "{text}"\n'
    return out


def as_json(fields: Fields) -> str:
    return json.dumps({"settings": {label or "key": text for label, text in fields}, "retries": 3}, indent=2)


def as_shell(fields: Fields) -> str:
    return "#!/bin/sh\nset -eu\n" + "".join(f"export {name_of(label).upper()}='{text}'\n" for label, text in fields)


def as_properties(fields: Fields) -> str:
    return "".join(f"{name_of(label).lower().replace('_', '.')}={text}\n" for label, text in fields)


def as_xml(fields: Fields) -> str:
    inner_text = "".join(f"  <{name_of(label)}>{html.escape(text)}</{name_of(label)}>\n" for label, text in fields)
    return f"<settings>\n{inner_text}</settings>\n"


def as_go(fields: Fields) -> str:
    lines = "".join(f"\t{name_of(label).lower()} := `{text}`\n" for label, text in fields)
    return f"package main\n\nfunc main() {{\n{lines}}}\n"


def as_workflow(fields: Fields) -> str:
    lines = "".join(f"          {name_of(label).upper()}: {text}\n" for label, text in fields)
    return f"on: push\njobs:\n  deploy:\n    steps:\n      - run: make deploy\n        env:\n{lines}"


def as_raw(fields: Fields) -> str:
    return "\n".join(text for _, text in fields)


CODE: tuple[tuple[str, Callable[[Fields], str]], ...] = (
    ("src/settings_{n}.py", as_python), ("deploy/{n}.env", as_env), ("charts/{n}/values.yaml", as_yaml),
    ("config/{n}.json", as_json), ("bin/run_{n}.sh", as_shell), ("app/{n}.properties", as_properties),
    ("conf/{n}.xml", as_xml), ("cmd/{n}/main.go", as_go), (".github/workflows/deploy_{n}.yml", as_workflow),
    ("infra/{n}.tf", as_python),
)  # fmt: skip


def page_table(fields: Fields) -> str:
    rows = "".join(f"<tr><td>{html.escape(one)}</td><td><code>{html.escape(t)}</code></td></tr>" for one, t in fields)
    return f"<p>Access for the team:</p><table><tbody>{rows}</tbody></table>"


def page_words(fields: Fields) -> str:
    lines = "".join(f"<p><strong>{html.escape(one)}</strong>: {html.escape(t)}</p>" for one, t in fields)
    return f"<h2>How to run the job</h2>{lines}<p>Ask in the channel before you change it.</p>"


def page_code(fields: Fields) -> str:
    return f"<p>Put this into your shell:</p><pre>{html.escape(as_env(fields))}</pre>"


def ticket_words(fields: Fields) -> str:
    lines = "\n".join(f"{label}: {text}" for label, text in fields)
    return f"Hi, the nightly job fails again.\n{lines}\nCan you have a look?"


def ticket_code(fields: Fields) -> str:
    return "I ran it like this:\n{code}\n" + as_env(fields) + "{code}\nand got 403."


def as_block(fields: Fields) -> str:
    return f"<p>The key file:</p><pre>{html.escape(as_raw(fields))}</pre>"


def ticket_block(fields: Fields) -> str:
    return "{noformat}\n" + as_raw(fields) + "\n{noformat}"


PAGES = (page_table, page_words, page_code)
TICKETS = (ticket_words, ticket_code)


def make(folder: Path, seed: int, each: int = 10) -> Tree:
    """Write the tree and the exports; return what was planted, and where."""
    m, root = Maker(seed), folder / "tree"
    DEPLOY_KEYS.clear()
    plants = [kind(m) for kind in KINDS for _ in range(each)]
    m.chance.shuffle(plants)
    code = root / "code"
    code.mkdir(parents=True)
    git(code, "init", "-q", "-b", "main")
    pages: list[tuple[str, str]] = []
    tickets: list[tuple[str, str]] = []
    removed: list[Path] = []
    for number, plant in enumerate(plants):
        homes = m.chance.sample(["code", "history", "wiki", "ticket"], k=m.chance.choice([1, 1, 2, 3]))
        for home in homes:
            if home in ("code", "history"):
                path = write_code(m, code, plant, f"{number}{'h' if home == 'history' else ''}")
                if home == "history":
                    removed.append(path)
                plant.places.add(f"{home}:{path.relative_to(code).as_posix()}")
            elif home == "wiki":
                form = m.chance.choice(PAGES) if one_line(plant.fields) else as_block
                title = f"Runbook {m.pick('billing', 'search', 'export', 'mail')} {number}"
                pages.append((title, form(plant.fields)))
                plant.places.add(f"wiki_page:{title}")
            else:
                form = m.chance.choice(TICKETS) if one_line(plant.fields) else ticket_block
                key = f"OPS-{1000 + number}"
                tickets.append((key, form(plant.fields)))
                plant.places.add(f"ticket:{key}")
    decoys(m, code, pages, tickets)
    commit(code, "first version", "2024-02-03T04:05:06+00:00")
    for path in removed:
        path.unlink()
    commit(code, "take the settings out", "2024-05-06T07:08:09+00:00")
    write_wiki(m, root / "wiki", pages)
    write_tickets(m, root / "jira", tickets)
    write_exports(folder / "exports", plants)
    return Tree(root, folder / "exports", plants)


def write_code(m: Maker, code: Path, plant: Plant, number: str) -> Path:
    if one_line(plant.fields):
        name, form = m.chance.choice(CODE)
    elif plant.fields[0][1].startswith("{"):
        name, form = m.chance.choice(
            [("keys/{n}.json", as_raw), ("src/settings_{n}.py", as_python), ("config/{n}.json", as_json)]
        )
    else:
        name, form = m.chance.choice(
            [("keys/{n}.pem", as_raw), ("charts/{n}/values.yaml", as_yaml), ("src/settings_{n}.py", as_python),
             ("config/{n}.json", as_json)]
        )  # fmt: skip
    path = code / name.format(n=number)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(form(plant.fields), encoding="utf-8")
    return path


def git(folder: Path, *arguments: str, when: str = "") -> None:
    dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when} if when else {}
    who = ["-c", "user.name=Ann", "-c", "user.email=ann@acme.test", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, env={**os.environ, **dates}, capture_output=True)


def commit(folder: Path, message: str, when: str) -> None:
    git(folder, "add", "-A", "-f")
    git(folder, "commit", "-q", "--allow-empty", "-m", message, when=when)


def write_wiki(m: Maker, folder: Path, pages: Sequence[tuple[str, str]]) -> None:
    """A third each as a space's XML, as one HTML file a page, and as REST answers."""
    folder.mkdir()
    thirds = [list(pages[start::3]) for start in range(3)]
    objects = []
    for number, (title, body) in enumerate(thirds[0], 100):
        objects.append(
            f'<object class="Page" package="com.atlassian.confluence.pages"><id name="id">{number}</id>'
            f'<property name="title"><![CDATA[{title}]]></property></object>'
            f'<object class="BodyContent" package="com.atlassian.confluence.core"><id name="id">9{number}</id>'
            f'<property name="body"><![CDATA[{body}]]></property>'
            f'<property name="content" class="Page"><id name="id">{number}</id></property></object>'
        )
    text = '<?xml version="1.0" encoding="UTF-8"?>\n<hibernate-generic>' + "\n".join(objects) + "</hibernate-generic>"
    (folder / "entities.xml").write_text(text, encoding="utf-8")
    for number, (title, body) in enumerate(thirds[1]):
        page = f"<html><head><title>{html.escape(title)}</title></head><body>{body}</body></html>"
        (folder / f"page_{number}.html").write_text(page, encoding="utf-8")
    results = [
        {"id": str(m.chance.randrange(10**6)), "type": "page", "title": title, "body": {"storage": {"value": body}}}
        for title, body in thirds[2]
    ]
    (folder / "content.json").write_text(json.dumps({"results": results, "size": len(results)}), encoding="utf-8")


def write_tickets(m: Maker, folder: Path, tickets: Sequence[tuple[str, str]]) -> None:
    """A third each as a search's JSON, as NDJSON, and as CSV."""
    folder.mkdir()
    thirds = [list(tickets[start::3]) for start in range(3)]

    def issue(key: str, text: str) -> dict[str, object]:
        comment = m.chance.random() < 0.5
        fields: dict[str, object] = {"summary": "Job fails", "description": "See below." if comment else text}
        fields["comment"] = {"comments": [{"author": {"name": "bob"}, "body": text}] if comment else []}
        return {"id": str(m.chance.randrange(10**6)), "key": key, "fields": fields}

    found = [issue(*one) for one in thirds[0]]
    (folder / "search.json").write_text(json.dumps({"total": len(found), "issues": found}, indent=1), encoding="utf-8")
    lines = "".join(json.dumps(issue(*one)) + "\n" for one in thirds[1])
    (folder / "issues.ndjson").write_text(lines, encoding="utf-8")
    table = io.StringIO()
    writer = csv.DictWriter(table, ["Issue key", "Summary", "Description"])
    writer.writeheader()
    writer.writerows({"Issue key": key, "Summary": "Job fails", "Description": text} for key, text in thirds[2])
    (folder / "jira.csv").write_text(table.getvalue(), encoding="utf-8")


def write_exports(folder: Path, plants: Sequence[Plant]) -> None:
    """What issuers list or log of those that they list by a name that a value gives away."""
    when = "2024-01-02T03:04:05Z"

    def of(prefix: str) -> list[str]:
        return [one.joins.split(":", 2)[2] for one in plants if one.joins.startswith(prefix)]

    keys = [
        {"UserName": f"ci-{name[-6:]}", "AccessKeyId": name, "Status": "Active", "CreateDate": when}
        for name in of("aws@*")
    ]
    put(folder / "aws/survey/access_keys.json", {"AccessKeyMetadata": keys, "IsTruncated": False})
    tokens = [
        {"id": number, "client_id": f"{uuid.UUID(number).hex}.access", "name": "svc", "created_at": when}
        for number in of("cloudflare@main")
    ]
    put(folder / "cloudflare/survey/access_service_tokens.json", {"success": True, "result": tokens})
    listed = [{"id": number, "name": "deploy", "createdDate": when} for number in of("bitbucket@main")]
    put(folder / "bitbucket/survey/access_tokens.json", {"isLastPage": True, "values": listed})
    deploy = [
        {"id": number, "key": key, "title": "deploy", "read_only": True, "added_by": "ann", "created_at": when}
        for number, key in DEPLOY_KEYS.items()
    ]
    put(folder / "github/survey/deploy_keys.json", deploy)
    log = folder / "github/logs/audit/a.ndjson"
    log.parent.mkdir(parents=True)
    log.write_text(
        "".join(
            json.dumps(
                {
                    "@timestamp": 1706500000000 + number, "_document_id": f"d{number}", "action": "git.clone",
                    "actor": "ci", "hashed_token": digest, "org": "acme", "repo": "acme/web",
                }
            )
            + "\n"
            for number, digest in enumerate(of("github@*"))
        )
    )  # fmt: skip


def put(path: Path, body: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(body), encoding="utf-8")


def base64_of(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def decoys(m: Maker, code: Path, pages: list[tuple[str, str]], tickets: list[tuple[str, str]]) -> None:
    """What looks like a secret and is none."""
    for number in range(12):
        files = {
            f"lock/{number}/package-lock.json": json.dumps(
                {f"node_modules/p{n}": {"integrity": f"sha512-{base64_of(m.bytes(64))}"} for n in range(8)}, indent=1
            ),
            f"docs/{number}/release.md": "".join(f"- {m.text(40, HEX)} fixes {m.text(7, HEX)}\n" for _ in range(6)),
            f"sums/{number}/SHA256SUMS": "".join(f"{m.text(64, HEX)}  file{n}.tar.gz\n" for n in range(6)),
            f"tests/{number}/ids.py": "".join(f"ID_{n} = '{uuid.UUID(bytes=m.bytes(16))}'\n" for n in range(6)),
            f"templates/{number}/app.yaml": (
                "password: ${DB_PASSWORD}\ntoken: {{ .Values.token }}\nsecret: changeme\napi_key: <your-api-key>\n"
                "passphrase: YOUR_PASSPHRASE_HERE\nsecretName: web-tls-2024\ntokenUrl: https://id.acme.test/oauth2/token\n"
                "password_hash: $2b$12$" + m.text(53) + "\n"
            ),
            f"src/{number}/auth.py": (
                "token = request.headers['X-Token']\npassword = getpass.getpass('Password: ')\n"
                "secret = os.environ['APP_SECRET_2']\napi_key = settings.api_key_v2\nTOKEN_TYPE = 'bearer_token_v1'\n"
                f"secret_id = '{m.text(20)}'\nchecksum = '{m.text(32, HEX)}'\naccess_token_ttl_seconds = 86400000\n"
            ),
            f"docs/{number}/examples.md": (
                "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"
                "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
                "export GITHUB_TOKEN=ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\npostgres://user:password@localhost:5432/db\n"
                "curl -H 'Authorization: Bearer $TOKEN' https://api.acme.test\nSLACK_TOKEN=xoxb-not-a-real-token\n"
                "xoxb-000000000000-0000000000000-xxxxxxxxxxxxxxxxxxxxxxxx\nsk_live_xxxxxxxxxxxxxxxxxxxxxxxx\n"
            ),
            f"keys/{number}/id.pub": f"ssh-rsa {base64_of(m.bytes(279))} ann@laptop\n",
            f"keys/{number}/vectors.txt": (
                "# HMAC test vectors (RFC 4231)\nKey = 0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b\n"
                f"Data = 4869205468657265\nHMAC-SHA-256 = {m.text(64, HEX)}\n"
            ),
            f"web/{number}/strings.json": json.dumps(
                {"password": "Your password must have 8 characters", "token": "Token expired", "hint": "Ask IT1"}
            ),
            f"web/{number}/logo.svg": f'<image href="data:image/png;base64,{base64_of(m.bytes(600))}"/>',
        }  # fmt: skip
        for name, text in files.items():
            path = code / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        pages.append(
            (f"Release notes {number}", f"<p>Built from {m.text(40, HEX)}, id {uuid.UUID(bytes=m.bytes(16))}</p>")
        )
        pages.append((f"Password policy {number}", "<p>Password: at least 14 characters. Token: ask the owner.</p>"))
        tickets.append(
            (f"OPS-{9000 + number}", f"Artifact sha256:{m.text(64, HEX)}\npassword: see the vault (kv/web/db2)")
        )
