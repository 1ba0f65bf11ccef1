# Two commands: `make run` and `make test`. Each sets up what it needs and is quiet when there is nothing to do.
# No recipe needs more than make, git and Python 3.11+; paths with spaces work because every path is relative.
PYTHON ?= python3
export DAGSTER_DISABLE_TELEMETRY = 1
export GX_ANALYTICS_ENABLED = false
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: run test check lint format ui docs data-docs bench lock clean
.DEFAULT_GOAL := run

run: .venv/run
	@.venv/bin/ghettolist backfill

test: .venv/test
	@.venv/bin/python -m pytest -q

check: .venv/test lint test

lint: .venv/test
	@.venv/bin/ruff check -q . && .venv/bin/ruff format -q --check . && .venv/bin/mypy && .venv/bin/lint-imports --no-cache

format: .venv/test
	@.venv/bin/ruff check -q --fix . ; .venv/bin/ruff format -q .

ui: .venv/test
	@.venv/bin/dagster dev

# Generated pages; a test fails while they are stale.
docs: .venv/run
	@.venv/bin/python -m pipeline.law.page && .venv/bin/python -m pipeline.outputs.data_dictionary

data-docs: .venv/run
	@.venv/bin/python -m commands.data_docs --raw data/raw --out data/work/data-docs

bench: .venv/test
	@.venv/bin/python -m bench

# Pins with hashes and without addresses, for every platform and Python from 3.11 on.
lock: .venv/test
	@.venv/bin/python -m pip install -qq uv
	@.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras --extra install pyproject.toml -o requirements.lock
	@.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras --all-extras -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	@rm -rf .venv data/out data/work .pytest_cache .mypy_cache .ruff_cache .hypothesis

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
