# `make demo` shows it, `make run` serves hookshift.toml, `make test` is everything that CI runs.
PYTHON ?= python3
BIN := .venv/bin
CONFIG ?= hookshift.toml
# Processes that run tests side by side, each with a PostgreSQL of its own. Many tests wait, so three
# for each core; none beside the first on a server that is given, since some tests rename its roles.
WORKERS ?= $(if $(HOOKSHIFT_TEST_DATABASE_URL),0,$(shell \
	$(PYTHON) -c 'import os; print(min(12, 3 * (os.cpu_count() or 1)))'))

# Tests start hundreds of processes: none compiles again what another has compiled.
export PYTHONDONTWRITEBYTECODE =

SIDE_BY_SIDE = -n $(WORKERS) --dist loadfile --no-loadscope-reorder

.PHONY: demo run test test-long test-cpu fuzz check quick types unit coverage mutation lint bench package package-check container-check hooks setup setup-dev format clean

demo: setup
	$(BIN)/hookshift demo

run: setup
	$(BIN)/hookshift --config $(CONFIG) serve

# What is quick first. mypy takes one processor for half a minute, beside the tests.
test: quick
	$(MAKE) --jobs=2 types unit

check: quick types

quick: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: setup-dev
	$(BIN)/mypy

unit: setup-dev .venv/tests.stamp
	scripts/programs
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not long" $(TESTS)

# Every property and every fault at full length, and what is marked `long`. Before a release.
test-long: check .venv/tests.stamp
	scripts/programs
	HOOKSHIFT_TESTS=long $(BIN)/python -m pytest $(SIDE_BY_SIDE) $(TESTS)
	scripts/fuzz

# What each folder and the dearest files cost in processor time: the tables of docs/testing.md.
test-cpu: setup-dev .venv/tests.stamp
	rm -f test-cpu.tsv
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not long" -p tests.cpu --cpu test-cpu.tsv $(TESTS)
	$(BIN)/python -m tests.cpu test-cpu.tsv

# The compiled core against the reference, for an hour (SECONDS=60: a minute).
fuzz: setup-dev
	scripts/fuzz $(SECONDS)

coverage: setup-dev
	scripts/programs
	scripts/coverage $(TESTS)

mutation: setup-dev
	scripts/mutation $(MODULES)

lint: setup-dev
	scripts/lint

package: setup-dev
	scripts/package

package-check: package
	scripts/package-check

container-check: package
	scripts/container-check

hooks: setup-dev
	scripts/hooks

bench: setup-dev
	$(BIN)/python -m bench
	$(BIN)/python -m bench.durable
	$(BIN)/python -m bench.dashboard
	$(BIN)/python -m bench.tracing

format: setup-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

setup: .venv/runtime.stamp
setup-dev: .venv/dev.stamp

# What the compiled extensions are built from.
COMPILED := src/hookshift/core src/hookshift/simulation/compiled
CORE := hatch_build.py $(foreach folder,$(COMPILED),$(wildcard $(folder)/*.pyx $(folder)/*.pxi))

.venv/runtime.stamp: requirements/runtime.txt pyproject.toml scripts/setup $(CORE)
	PYTHON=$(PYTHON) scripts/setup requirements/runtime.txt
	touch $@

# Else each of the workers, which begin at once, would compile all tests by itself.
.venv/tests.stamp: .venv/dev.stamp
	$(BIN)/python -m compileall -q -j 0 src bench
	printf '%s\n' tests/*/ | xargs -n 6 -P 4 $(BIN)/python -m pytest --collect-only -qq >/dev/null || true
	touch $@

.venv/dev.stamp: requirements/dev.txt pyproject.toml scripts/setup $(CORE)
	PYTHON=$(PYTHON) scripts/setup requirements/dev.txt
	touch $@ .venv/runtime.stamp

clean:
	rm -rf $(addsuffix /_native*.so,$(COMPILED)) .venv .hookshift .mypy_cache .ruff_cache .pytest_cache .hypothesis test-artefacts dist tools/lint/.venv tools/lint/node_modules
