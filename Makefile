# `make demo` and `make test` do everything on a fresh machine; the rest is for maintainers.
# They need Python 3.11 or newer (PYTHON names another one), make and the package registries.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/.run-$(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
DEV := $(RUN)-dev
BENCH := $(RUN)-bench
PYTEST_ARGS ?=

.PHONY: demo test test-all lint format lock pin docs bench bench-scans wheel clean python

demo: $(RUN)
	@$(VENV)/bin/moneyloop demo

test: $(DEV)
	@$(VENV)/bin/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

# The same with more rounds, examples and rows of what `make test` samples.
test-all: export MONEYLOOP_KILLS ?= 12
test-all: export MONEYLOOP_EXAMPLES ?= 5
test-all: export MONEYLOOP_FUZZ ?= 400
test-all: export MONEYLOOP_CLUSTER ?= 300
test-all:
	@$(MAKE) test PYTEST_ARGS="--timeout 7200 $(PYTEST_ARGS)"

lint: $(DEV)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-logo

format: $(DEV)
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

# What users install and what the tools add, each with hashes and without addresses.
lock: $(DEV)
	$(VENV)/bin/uv pip compile $(LOCK) pyproject.toml --group build -o requirements.lock
	$(VENV)/bin/uv pip compile $(LOCK) pyproject.toml --group dev -o requirements-dev.lock
	$(VENV)/bin/uv pip compile $(LOCK) --group bench -o requirements-bench.lock

LOCK := --quiet --upgrade --universal --python-version 3.11 --prerelease disallow \
	--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links

# The jars of the private Neo4j, resolved anew.
pin: $(DEV)
	$(VENV)/bin/python -m tools.pin_neo4j

# docs/reports.md, from the headers of the reports.
docs: $(DEV)
	$(VENV)/bin/python -m tools.document_reports

# How long reports and scans take against other ways to the same answers: half an hour, on a quiet machine.
bench: $(BENCH)
	$(VENV)/bin/python -m bench $(BENCH_ARGS)
	$(VENV)/bin/python -m bench.scans $(SCAN_ARGS)

# The second table alone, or a part of it: make bench-scans SCAN_ARGS='--edges 100000 --hops 2 3'
bench-scans: $(BENCH)
	@$(VENV)/bin/python -m bench.scans $(SCAN_ARGS)

wheel: $(DEV)
	$(VENV)/bin/python -m build --wheel --no-isolation --outdir dist .

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "moneyloop needs Python 3.11 or newer; name one: make PYTHON=python3.12 demo" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "this Python lacks venv; on Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }

# The stamps carry the version of Python: another one makes the environment anew.
PIP := $(VENV)/bin/pip --disable-pip-version-check install --quiet
TOLD := >$(VENV)/pip.log 2>&1 || { tail -n 1 $(VENV)/pip.log >&2; \
	echo "the packages cannot be installed: is the package registry reachable? All of it: $(VENV)/pip.log" >&2; \
	exit 1; }

$(RUN): requirements.lock pyproject.toml | python
	@echo "setting up $(VENV) …"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PIP) --require-hashes -r requirements.lock $(TOLD)
	@$(PIP) --no-deps --no-build-isolation --editable . $(TOLD)
	@touch $@

$(DEV): requirements-dev.lock $(RUN)
	@echo "adding the tools for tests …"
	@$(PIP) --require-hashes -r requirements-dev.lock $(TOLD)
	@touch $@

$(BENCH): requirements-bench.lock $(DEV)
	@echo "adding what is measured against …"
	@$(PIP) --require-hashes -r requirements-bench.lock $(TOLD)
	@touch $@
