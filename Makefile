# Two commands: `make run` and `make test`. Each installs what it needs the first time. `make help` lists the others.
# No recipe needs more than make, git and Python 3.11+; paths with spaces work because every path is relative.
PYTHON ?= python3
export DAGSTER_DISABLE_TELEMETRY = 1
export DAGSTER_BACKFILL_RETRY_DEFINITION_CHANGED_ERROR = 1
export GX_ANALYTICS_ENABLED = false
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: run test test-server check lint format ui torture reliability mutants audit docs messages data-docs bench lock clean help
.DEFAULT_GOAL := run

run: .venv/run ## every list of the figures in data/raw, the report, tables and workbook in data/out
	@.venv/bin/ghettolist backfill

test: .venv/test ## all tests, with lint, formatting, types and import contracts among them (tests/house)
	@.venv/bin/python -m pytest -q

check: test ## the same as test

lint: .venv/test ## only lint, formatting, types and import contracts
	@.venv/bin/python -m pytest -q -n0 tests/house -k tools

format: .venv/test ## put the code in shape
	@.venv/bin/ruff check -q --fix . ; fixed=$$?; .venv/bin/ruff format -q . && exit $$fixed

# The history is kept in data/work/dagster, or in DAGSTER_HOME if it is set: then with that folder's own dagster.yaml.
# A shell ignores SIGINT for what it starts in the background, and Dagster does with SIGTERM what it does with SIGINT: so
# SIGINT is given back its meaning, or nothing but SIGKILL would end it.
ui: .venv/test ## Dagster's web interface with the graph of this project
	@home="$${DAGSTER_HOME:-$$PWD/data/work/dagster}"; mkdir -p -m 700 "$$home"; \
	test -n "$$DAGSTER_HOME" || cat dagster.yaml deploy/sqlite.yaml > "$$home/dagster.yaml"; \
	DAGSTER_HOME="$$home" PATH="$$PWD/.venv/bin:$$PATH" exec .venv/bin/python -c \
	'import signal; signal.signal(signal.SIGINT, signal.default_int_handler); import dagster._cli as cli; cli.main()' dev

test-server: .venv/test ## against real servers (web interface, daemon, PostgreSQL, a Spark cluster): backfill, power cut, delivery to list; minutes
	@.venv/bin/python -m pytest -q -n0 -m server

torture: .venv/test ## every hostile trial of tests/torture: bad deliveries, areas, cards, names and commands; minutes
	@.venv/bin/python -m tests.torture

reliability: .venv/test ## kills, full disks, clocks and two at once around whole runs; an hour
	@.venv/bin/python -m tests.reliability.faults

mutants: .venv/test ## mutation testing of the law, the lists and the analysis; hours (--seconds N bounds it)
	@.venv/bin/python -m pip install -qq --target data/work/mutmut mutmut==3.8.1
	@PYTHONPATH="$$PWD:data/work/mutmut" .venv/bin/python -m tests.reliability.mutants

audit: .venv/run ## known vulnerabilities of the packages pinned for use; asks a public database
	@test -x .venv-audit/bin/pip-audit || { $(PYTHON) -m venv .venv-audit && .venv-audit/bin/python -m pip install -qq pip-audit; }
	@.venv-audit/bin/pip-audit --no-deps --disable-pip -r requirements.lock -r requirements-server.lock -r requirements-cloud.lock

docs: .venv/test ## write the generated pages; a test fails while one is out of date
	@.venv/bin/python -m pipeline.law.page && .venv/bin/python -m pipeline.outputs.data_dictionary && .venv/bin/python -m commands.licences && .venv/bin/python -m commands.settings_page && .venv/bin/python -m commands.contract && .venv/bin/python -m tests.reliability.page

messages: .venv/test ## put new messages into the Danish catalogue, to be translated there
	@mkdir -p data/work && .venv/bin/pybabel -q extract -k Message --no-default-keywords --omit-header --sort-output --no-location --width 120 -o data/work/messages.pot pipeline expectations commands
	@.venv/bin/pybabel -q update --no-fuzzy-matching --ignore-obsolete --omit-header --width 120 -l da -i data/work/messages.pot -o pipeline/text/danish.po

data-docs: .venv/run ## Great Expectations' Data Docs in data/work/data-docs
	@.venv/bin/python -m commands.data_docs --raw data/raw --out data/work/data-docs

bench: .venv/test ## the benchmarks, written to docs/benchmarks.md in half an hour
	@.venv/bin/python -m bench --write

lock: .venv/test ## pins with hashes and without addresses, for every platform and Python from 3.11 on
	@.venv/bin/python -m pip install -qq uv
	@.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras --extra install pyproject.toml -o requirements.lock
	@.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras --extra install --extra server -c requirements.lock pyproject.toml -o requirements-server.lock
	@.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras --all-extras -c requirements-server.lock pyproject.toml -o requirements-dev.lock
	@# botocore's metadata ask for python-dateutil 2, great-expectations' for 4.0.0, with which make test-server tests it
	@printf 's3fs>=2026.2\nadlfs>=2026.2\n' | .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras --override requirements.lock - -o requirements-cloud.lock

clean: ## remove the virtual environment, outputs and caches
	@rm -rf .venv .venv-* data/out data/work .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .grimp_cache

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/run: requirements.lock pyproject.toml
	@echo "Setting up: the pinned packages into .venv (a few minutes the first time)" >&2
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name it: make PYTHON=python3.12" >&2; exit 2; }
	@test -x .venv/bin/python || $(PYTHON) -m venv .venv
	@.venv/bin/python -m pip install -qq --no-deps --require-hashes -r requirements.lock
	@.venv/bin/python -m pip install -qq --no-deps --no-build-isolation -e .
	@touch .venv/run

.venv/test: requirements-dev.lock .venv/run
	@echo "Setting up: the pinned packages for tests into .venv" >&2
	@.venv/bin/python -m pip install -qq --no-deps --require-hashes -r requirements-dev.lock
	@touch .venv/test
