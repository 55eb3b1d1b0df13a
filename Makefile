# `make demo` and `make test` work on a fresh machine; the other targets are for maintainers.
# They need make, Python 3.11 or newer (or name one: PYTHON=python3.12) and the package registries.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/.run-$(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
DEV := $(RUN)-dev
BENCH := $(RUN)-bench
PYTEST_ARGS ?=

.PHONY: demo test test-all lint format audit lock pin docs bench bench-scans wheel clean python

demo: $(RUN)
	@$(VENV)/bin/moneyloop demo

test: $(DEV)
	@$(VENV)/bin/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

# The same with more rounds, examples and rows of what `make test` samples.
test-all: export MONEYLOOP_KILLS ?= 12
test-all: export MONEYLOOP_EXAMPLES ?= 5
test-all: export MONEYLOOP_FUZZ ?= 400
test-all: export MONEYLOOP_CLUSTER ?= 300
test-all: export MONEYLOOP_CONTENTION ?= 60
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

# Check the pinned Python packages against known advisories. It needs the internet.
audit: $(DEV)
	$(VENV)/bin/uv tool run pip-audit --strict --disable-pip --require-hashes \
		-r requirements.lock -r requirements-dev.lock -r requirements-bench.lock

# Pin what users install, and what the tools add, with hashes and without index URLs.
lock: $(DEV)
	$(VENV)/bin/uv pip compile $(LOCK) pyproject.toml --group build -o requirements.lock
	$(VENV)/bin/uv pip compile $(LOCK) pyproject.toml --group dev -o requirements-dev.lock
	$(VENV)/bin/uv pip compile $(LOCK) --group bench -o requirements-bench.lock

LOCK := --quiet --upgrade --universal --python-version 3.11 --prerelease disallow \
	--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links

# Resolve the jars of the private Neo4j again, and write their list.
pin: $(DEV)
	$(VENV)/bin/python -m tools.pin_neo4j

# Write docs/reports.md, docs/findings.md and the samples of the README from the reports, and draw
# docs/round-trips.svg, all for the day in tools/release-day.
docs: $(DEV)
	$(VENV)/bin/python -m tools.document_reports
	$(VENV)/bin/python -m tools.write_findings
	$(VENV)/bin/python -m tools.draw_round_trips

# Measure reports and scans against other ways to get the same answers. Takes half an hour; run it
# on an idle machine.
bench: $(BENCH)
	$(VENV)/bin/python -m bench $(BENCH_ARGS)
	$(VENV)/bin/python -m bench.scans $(SCAN_ARGS)

# Only the table of scans, or a part of it: make bench-scans SCAN_ARGS='--edges 100000 --hops 2 3'
bench-scans: $(BENCH)
	@$(VENV)/bin/python -m bench.scans $(SCAN_ARGS)

wheel: $(DEV)
	$(VENV)/bin/python -m build --wheel --no-isolation --outdir dist .

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "moneyloop needs Python 3.11 or newer; choose one with: make PYTHON=python3.12 demo" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "this Python has no venv module; on Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }

# The names of the stamp files contain the Python version: another version rebuilds the environment.
PIP := $(VENV)/bin/pip --disable-pip-version-check install --quiet
OR_FAIL := >$(VENV)/pip.log 2>&1 || { tail -n 1 $(VENV)/pip.log >&2; \
	echo "cannot install the packages: is the package registry reachable? The full log is $(VENV)/pip.log" >&2; \
	exit 1; }

$(RUN): requirements.lock pyproject.toml | python
	@echo "setting up $(VENV) …"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PIP) --require-hashes -r requirements.lock $(OR_FAIL)
	@$(PIP) --no-deps --no-build-isolation --editable . $(OR_FAIL)
	@touch $@

$(DEV): requirements-dev.lock $(RUN)
	@echo "adding the tools for development …"
	@$(PIP) --require-hashes -r requirements-dev.lock $(OR_FAIL)
	@touch $@

$(BENCH): requirements-bench.lock $(DEV)
	@echo "adding the packages for the benchmarks …"
	@$(PIP) --require-hashes -r requirements-bench.lock $(OR_FAIL)
	@touch $@
