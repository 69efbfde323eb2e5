# The only entry points: people, hooks and CI call the same targets.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
DEMO   ?= demo

.PHONY: help setup validators audit demo test lint types layers bench docs site lock clean
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(STAMP) ## make the environment from the hash-pinned lock file

$(STAMP): requirements/dev.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "sousveil needs Python 3.11 or newer")'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(STAMP)

validators: $(STAMP) ## validators of published formats that have to be compiled (needs libicu-dev)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/followthemoney.lock

demo: $(STAMP) ## both bundled editions, every finding recomputed, site and data package
	$(BIN)/sousveil demo --to $(DEMO)

test: $(STAMP) ## every test, with branch coverage
	rm -f .coverage .coverage.*
	$(BIN)/python -m pytest -n auto --dist worksteal --cov --cov-report=term -q

lint: $(STAMP) ## style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP) ## mypy, strict
	$(BIN)/mypy

layers: $(STAMP) ## one-way dependencies between the layers
	$(BIN)/lint-imports

bench: $(STAMP) ## speed and memory, as ratios side by side in one run
	$(BIN)/python -m scripts.bench
	$(BIN)/python -m scripts.bench_sources
	$(BIN)/python -m scripts.bench_reading
	$(BIN)/python -m scripts.bench_syndication
	$(BIN)/python -m scripts.bench_collection
	$(BIN)/python -m scripts.bench_extraction
	$(BIN)/python -m scripts.bench_review
	$(BIN)/python -m scripts.bench_findings
	$(BIN)/python -m scripts.bench_site

audit: $(STAMP) ## known vulnerabilities of what is locked, where the database can be reached
	$(BIN)/python -m scripts.audit_dependencies

docs: $(STAMP) ## the documentation, warnings as errors
	$(BIN)/sphinx-build -q -W --keep-going -b html docs build/docs

site: $(STAMP) ## the static site of the bundled editions, in build/site
	$(BIN)/sousveil publish aigs-2019 aigs-2022 sousveil --to build/site

lock: ## renew the lock files (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml --extra fast --extra postgres --extra report --extra server --group dev -o requirements/dev.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml --extra fast --extra postgres --extra report --extra server -o requirements/run.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --group followthemoney -c requirements/dev.lock -o requirements/followthemoney.lock

clean: ## remove what the targets made
	rm -rf $(VENV) build demo .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache
