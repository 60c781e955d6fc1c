# Everything that is run by hand or by CI. All tools live in .venv, installed from the lock files with their hashes checked.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory --no-builtin-rules

VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 3
CONFIG ?= config.toml

# The first interpreter that is new enough and can make environments; PYTHON=... names another.
CANDIDATES := $(PYTHON) python3 python3.13 python3.12 python3.11 /usr/bin/python3
SUITABLE := import sys, ensurepip, venv, sqlite3, ssl; sys.exit(sys.version_info < (3, 11))

# The locks are complete, so nothing is left to resolve; and only what is used gets compiled, at its first use. Saves a third of the time.
# What was compiled once is kept, whatever the environment says: each worker and each process of a test would compile it again.
export PYTHONDONTWRITEBYTECODE :=
PIP := $(BIN)/python -m pip --no-input --disable-pip-version-check
INSTALL := $(PIP) install -qq --require-hashes --no-deps --no-compile

.PHONY: help setup setup-dev demo run test static check-format check-lint check-types check-imports check-collection format test-long kill-test race-test bench dates guide lock wheels audit clean

help:  ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' Makefile | expand -t 12

# Set-up speaks on stderr only: stdout belongs to what is started afterwards.
define make_venv
if ! $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	rm -rf $(VENV); found=; \
	for candidate in $(CANDIDATES); do \
		if "$$candidate" -c '$(SUITABLE)' 2>/dev/null; then found=$$candidate; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "Python 3.11 or newer with venv is needed (Debian: python3-venv). PYTHON=/path/to/python3 names one." >&2; exit 1; \
	fi; \
	echo "Making $(VENV) ..." >&2; "$$found" -m venv $(VENV) >&2; \
fi
endef

setup: $(VENV)/runtime.stamp  ## make .venv with what the bot needs
	@:
setup-dev: $(VENV)/dev.stamp  ## make .venv with what the tests need as well
	@:

$(VENV)/runtime.stamp: requirements.txt
	@$(make_venv)
	@echo "Installing requirements.txt ..." >&2
	@$(INSTALL) -r requirements.txt </dev/null >&2
	@touch $@

# The development lock holds the runtime lock's very lines, so both stamps are renewed. One core installs what is only in the
# development lock, the other the rest.
$(VENV)/dev.stamp: requirements-dev.txt requirements.txt
	@$(make_venv)
	@echo "Installing requirements-dev.txt ..." >&2
	@grep -vxFf requirements.txt requirements-dev.txt >$(VENV)/only-dev.txt
	@$(INSTALL) -r $(VENV)/only-dev.txt </dev/null >&2 & only_dev=$$! failed=0; \
	$(INSTALL) -r requirements.txt </dev/null >&2 || failed=1; \
	wait $$only_dev && exit $$failed
	@$(PIP) check -q </dev/null >&2
	@touch $(VENV)/runtime.stamp $@

demo: setup  ## a day in the office, on this terminal; KEEP=1 goes on with the last one, SPEAK=de, EMPTY=1
	@$(BIN)/python -m bot demo $(if $(KEEP),--keep) $(if $(SPEAK),--language $(SPEAK)) $(if $(EMPTY),--empty)

run: setup  ## the bot with config.toml, or CONFIG=...
	@$(BIN)/python -m bot run --config $(CONFIG)

# All checks run even if an earlier one fails, so that one run tells everything. Tests come last and have both cores to themselves.
test: setup-dev  ## what CI runs: format, lint, types, import contracts, tests
	@static=0; $(MAKE) static || static=$$?; \
	tests=0; $(BIN)/python -m pytest -n $(WORKERS) || tests=$$?; \
	if [ $$static -ne 0 ]; then echo "Static checks failed, see above."; fi; \
	exit $$(( tests || static ))

static: setup-dev  ## format, lint, types and import contracts, without tests
	@$(MAKE) --keep-going --jobs=2 --output-sync=target check-types check-format check-lint check-imports check-collection

check-format:
	@$(BIN)/ruff format --check .
check-lint:
	@$(BIN)/ruff check .
check-types:
	@$(BIN)/mypy
check-imports:
	@$(BIN)/lint-imports
# All tests can be loaded; and they are compiled once, beside the types, instead of by each worker anew.
check-collection:
	@said=$$($(BIN)/python -m pytest --collect-only -qq 2>&1) || { echo "$$said"; exit 1; }

format: setup-dev  ## put the code into shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

test-long: setup-dev  ## the tests that take minutes, one after another; what was done is not done again (SECONDS, FRESH=1)
	@$(if $(FRESH),rm -rf .test-long;) HYPOTHESIS_PROFILE=long $(BIN)/python -m tests.portions

kill-test: setup-dev  ## end the bot at arbitrary moments and look for what got lost
	@$(BIN)/python -m pytest -m kill

race-test: setup-dev  ## twenty clients want one time at once, a hundred thousand times on each database; ROUNDS=..., SECONDS=...
	@$(if $(ROUNDS),ROUNDS=$(ROUNDS)) $(if $(SECONDS),SECONDS=$(SECONDS)) $(BIN)/python -m pytest -m race -o faulthandler_timeout=0

bench: setup-dev  ## measure
	@$(BIN)/python -m benchmarks

dates: setup-dev  ## how well times in words are understood; CORPUS=folder with de.jsonl and en.jsonl
	@$(BIN)/python -m benchmarks.dates $(CORPUS)

# The development lock first: it is the stricter one, and the runtime lock must not differ from it. The machine's own package
# settings are left out, so that nothing of them gets into the files.
LOCK := env -u PIP_FIND_LINKS -u PIP_INDEX_URL -u PIP_EXTRA_INDEX_URL PIP_CONFIG_FILE=/dev/null $(VENV)/lock/bin/pip-compile --quiet --no-config \
	--generate-hashes --strip-extras --allow-unsafe --no-header --no-annotate \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options $(if $(UPGRADE),--upgrade)

guide: setup  ## draw the pictures of docs/guide anew; needs a Chromium
	@$(BIN)/python -m bot preview --guide --out docs/guide/pictures

lock:  ## recompile both lock files from pyproject.toml; UPGRADE=1 takes newer versions
	@$(make_venv)
	@$(BIN)/python -m venv --clear $(VENV)/lock
	@$(VENV)/lock/bin/python -m pip install -qq --no-input --disable-pip-version-check --upgrade pip pip-tools
	@$(LOCK) --extra dev --output-file requirements-dev.txt pyproject.toml
	@$(LOCK) --constraint requirements-dev.txt --output-file requirements.txt pyproject.toml

wheels:  ## fetch what requirements.txt locks into wheels/, for a machine without network or an image
	@$(make_venv)
	@$(PIP) download -q --require-hashes --no-deps --only-binary :all: --dest wheels -r requirements.txt

audit: setup  ## what is installed as CycloneDX, and whether it has known vulnerabilities; says so where nobody can be asked
	@VENV=$(VENV) .ci/audit

clean:  ## remove everything that make made
	@rm -rf $(VENV) dist wheels .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
