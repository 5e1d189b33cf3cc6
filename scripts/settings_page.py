"""Writes docs/settings.md from the settings; ``--check`` fails if the page is out of date."""

import sys

from pages import write_or_check

from keyroll.config import FILE, SETTINGS

HEAD = f"""# Settings

Made by `scripts/settings_page.py` from `src/keyroll/config.py`.

A home is a folder: `--home DIR`, else `KEYROLL_HOME`, else `~/.keyroll`. Its settings are in `{FILE}`. A flag overrides
the environment, the environment overrides the file, and the file overrides the default. An error names the origin of
a value.

| In `{FILE}` | Environment | Default | Meaning |
|---|---|---|---|
"""

TAIL = """
Every value is a text: `memory = "2GB"`. An unknown name is an error that suggests the nearest setting. A reference is
`env:NAME`, `file:PATH`, `fd:3`, `prompt:WORDS`, `exec:COMMAND`, `keyring:SERVICE/NAME` or `vault:PATH#FIELD`, never the
value.

`connections.toml` lists the sources that a home reads live ([connecting](connecting.md)). The [evidence](evidence.md)
page describes the signing key, the [server](server.md) page the server.

## Other environment variables

| Variable | Meaning |
|---|---|
| `KEYROLL_HOME` | the home, if `--home` is not given |
| `NO_COLOR` | no colours, whatever its value |
| `COLUMNS` | the width of screens; without a terminal and without this variable, tables are not cut |
| `VAULT_ADDR`, `VAULT_TOKEN` | the address and the token that read `vault:` references |
| `_KEYROLL_COMPLETE` | set by completion only |

## Completion in the shell

Commands, kinds of lists and options complete with the tab key. Put one line into your shell's own file, and open a new
shell:

```sh
# bash 4.4 or newer: ~/.bashrc
eval "$(_KEYROLL_COMPLETE=bash_source keyroll)"

# zsh: ~/.zshrc, below compinit
eval "$(_KEYROLL_COMPLETE=zsh_source keyroll)"
```

```fish
# fish: ~/.config/fish/completions/keyroll.fish
_KEYROLL_COMPLETE=fish_source keyroll | source
```

Where a shell begins too slowly, write the script to a file once and read that: `_KEYROLL_COMPLETE=bash_source keyroll >
~/.keyroll-complete.bash`.
"""


def page() -> str:
    """Return the page."""
    rows = [
        f"| `{one.name}` | `{one.variable}` | {f'`{one.default}`' if one.default else 'empty'} | {one.meaning} |\n"
        for one in SETTINGS
    ]
    return HEAD + "".join(rows) + TAIL


if __name__ == "__main__":
    sys.exit(write_or_check("settings.md", page()))
