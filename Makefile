# Everything a person needs: make run, make test. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOME_DIR ?= .keyroll
# A file goes to one worker: what its tests share is made once. Files with few tests are often the slowest: they are not
# to come last.
PYTEST := TMPDIR=$(shell scripts/temporary.sh) $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help run demo test coverage hostile hostile-long long lint types test-types style fmt nightly bench fuzz fuzz-night audit release lock clean

help: ## list every target
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(VENV)/.run ## play the breach of Thanksgiving 2023 and print what a rotation missed
	@$(BIN)/keyroll replay thanksgiving --home $(HOME_DIR)

demo: run ## play the same breach and open it in the browser's console
	@$(BIN)/keyroll serve --home "$$(ls -d $(HOME_DIR)/replays/thanksgiving*/home | tail -n 1)"

test: $(VENV)/.dev lint ## run linters, types, architecture and tests
	$(PYTEST) -m "not nightly and not long and not hostile"

hostile: $(VENV)/.dev ## run the tests that attack keyroll
	$(PYTEST) -m "hostile and not long and not nightly"

hostile-long: $(VENV)/.dev ## run the attacks that take longer: large bombs, every column of the ledger, kill -9
	$(PYTEST) -m "hostile and long and not nightly"

long: $(VENV)/.dev ## run the tests that take longer: real servers, many syncs (FILES= for some)
	$(PYTEST) -m "long and not nightly and not hostile" $(FILES)

coverage: $(VENV)/.dev ## measure the branches that each package's tests take; refuse a fall (PACKAGES= for some)
	$(BIN)/python scripts/branch_coverage.py $(PACKAGES)

lint: $(VENV)/.dev ## types, test-types and style, side by side
	@$(MAKE) --no-print-directory -j 2 -Otarget types test-types style

types: $(VENV)/.dev ## mypy over the package, the scenarios, the fuzzers and the benches
	$(BIN)/mypy

test-types: $(VENV)/.dev ## mypy over the tests
	$(BIN)/mypy --config-file tests/mypy.ini

style: $(VENV)/.dev ## ruff, import contracts, sizes, words, relations
	@# Whether an import is first-party depends on which files exist, which the cache does not see.
	$(BIN)/ruff check --no-cache .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/python scripts/sizes.py
	$(BIN)/python scripts/words_lint.py
	$(BIN)/python scripts/relations_lint.py

fmt: $(VENV)/.dev ## format and fix what can be fixed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

nightly: $(VENV)/.dev ## run all tests, for a night
	$(PYTEST)

bench: $(VENV)/.dev ## measure; prints the tables of docs/performance.md
	$(BIN)/python bench/hunt_seeds.py --seeds 1-10
	$(BIN)/python bench/hunt_seeds.py --seeds 1-10 --no-intrusion
	$(BIN)/python bench/whole_run.py
	$(BIN)/python bench/evidence.py
	$(BIN)/python bench/scan.py --seeds 1-3
	$(BIN)/python bench/estimate/run.py

fuzz: $(VENV)/.dev ## fuzz the parsers: SECONDS=60 for each FAMILY= (default: all); python -m fuzz.run --help
	$(FUZZ) --seconds $(SECONDS) --keep $(if $(FAMILY),--family $(FAMILY))

fuzz-night: $(VENV)/.dev ## fuzz all families for two hours in all
	$(FUZZ) --total 7200 --keep --out build/fuzz/night.json

audit: $(VENV)/.dev ## ask whether a locked dependency has a known vulnerability; exit 2 where nobody answers
	$(BIN)/python scripts/audit.py

release: $(VENV)/.dev ## build wheel and sdist twice and compare them; with bill of materials and provenance (KEY=file:…)
	$(BIN)/python scripts/release.py --out dist $(if $(KEY),--key $(KEY))

lock: $(VENV)/.dev ## lock the dependencies anew (needs uv)
	uv pip compile -q pyproject.toml $(LOCK) -o requirements/run.lock
	uv pip compile -q --group build $(LOCK) -o requirements/build.lock
	uv pip compile -q pyproject.toml $(LOCK) --group build --group dev $(EXTRAS:%=--extra %) -o requirements/dev.lock

clean: ## remove the environment and caches (never a home)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

SECONDS ?= 60
FUZZ := nice -n 15 $(BIN)/python -m fuzz.run

# What the tests use beside the default installation.
EXTRAS := postgres probes reach scan

LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# Bytecode is made of what a command imports, when it is first imported: all of it would take longer, and 50 MB more.
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check --no-compile

# What builds the package is needed once, and does not stay.
$(VENV)/.run: requirements/run.lock requirements/build.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) --require-hashes -r requirements/run.lock
	$(PIP) --require-hashes -r requirements/build.lock --target $(VENV)/build
	PYTHONPATH=$(VENV)/build $(PIP) --no-deps --no-build-isolation -e .
	@rm -rf $(VENV)/build
	@touch $@

$(VENV)/.dev: requirements/dev.lock $(VENV)/.run
	$(PIP) --require-hashes -r requirements/dev.lock
	@touch $@
