# Everything a bare machine with Python 3.11+ and make needs. A second run takes seconds.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
RUN := $(VENV)/.run
DEV := $(VENV)/.dev
BENCH := .venv-bench/.bench

.PHONY: demo test fuzz check lint format bench model schema constraints clean

demo: $(RUN)
	$(BIN)/safeharbor run configs/demo.yaml --show 5

test: $(DEV)
	$(BIN)/python -m pytest -n 2

# property tests with examples nobody has tried: what fails becomes an @example of its test
fuzz: $(DEV)
	$(BIN)/python -m pytest -n 2 -m hypothesis --hypothesis-profile=random

check: lint test

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(DEV)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(BENCH)
	.venv-bench/bin/python -m tests.benchmarks

model: $(DEV)
	$(BIN)/python -m models.recipe.train --seed 7

schema: $(RUN)
	$(BIN)/safeharbor schema > configs/policy.schema.json
	$(BIN)/safeharbor schema manifest > configs/manifest.schema.json
	$(BIN)/safeharbor schema attestation > configs/attestation.schema.json

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("safeharbor needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(RUN): constraints/run.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes --no-deps -r constraints/run.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): constraints/dev.txt | $(RUN)
	$(PIP) install --require-hashes --no-deps -r constraints/dev.txt
	@touch $@

# the peers pin other versions of some libraries than the tests do: an environment of their own
$(BENCH): constraints/bench.txt pyproject.toml
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --no-deps -r constraints/bench.txt
	.venv-bench/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --no-build-isolation --editable .
	@touch $@

# pinned with hashes for every platform and Python from 3.11; no registry address is written
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header pyproject.toml
EXTRAS := $(addprefix --extra ,postgres mysql duckdb kafka aws keyring oidc)
constraints: $(DEV)
	$(PIP) install uv
	$(COMPILE) --group build --output-file constraints/run.txt
	$(COMPILE) $(EXTRAS) --group build --group dev --constraint constraints/run.txt --output-file constraints/dev.txt
	$(COMPILE) --group build --group bench --constraint constraints/run.txt --output-file constraints/bench.txt

clean:
	rm -rf $(VENV) .venv-bench out
