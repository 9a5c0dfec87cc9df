# Everything this repository can do. `make` alone lists it.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for candidate in python3.11 python3 python3.12 python3.13 python3.14; do \
	$$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$candidate && break; done)
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore $(BIN)/python -m pip install --quiet --quiet
LOCK := uv pip compile --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet

.DEFAULT_GOAL := help
.PHONY: help demo full test hunt check bench docs picture lock clean

help: ## list these targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1@\2/p' $(firstword $(MAKEFILE_LIST)) | \
		awk -F@ '{printf "%-14s %s\n", $$1, $$2}'

demo: $(VENV)/core.stamp ## run the bundled region and night, results in out/demo
	@$(BIN)/relight demo --out out/demo

full: $(VENV)/dev.stamp ## install what every command needs, so that all of them work without internet
	@echo "every command of $(BIN)/relight is ready"

test: $(VENV)/dev.stamp ## run all tests
	$(BIN)/python -m pytest

hunt: $(VENV)/dev.stamp ## look for rare failures: properties with new examples, for each seed of SEEDS
	@failed=; for seed in $(or $(SEEDS),$$($(BIN)/python -c 'import random; print(*random.sample(range(10**6), 5))')); do \
		echo "seed $$seed"; \
		$(BIN)/python -m pytest -m hypothesis --hypothesis-profile=hunt --hypothesis-seed=$$seed || failed="$$failed $$seed"; \
	done; test -z "$$failed" || { echo "failed with seeds$$failed" >&2; exit 1; }

check: $(VENV)/dev.stamp ## lint and check types
	$(BIN)/ruff check
	$(BIN)/mypy

bench: $(VENV)/dev.stamp ## run the benchmarks and write benchmarks/RESULTS.md
	@$(BIN)/python -m benchmarks

docs: $(VENV)/dev.stamp ## write the generated pages and build the site into site/
	$(BIN)/python docs/generate.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs --quiet build --strict
	@echo "site/index.html"

picture: $(VENV)/dev.stamp ## take README's picture anew and write its caption (needs Debian's chromium)
	@$(BIN)/relight demo --out out/demo > /dev/null
	$(BIN)/python docs/picture.py out/demo

lock: ## renew the locked requirements (needs uv)
	$(LOCK) --all-extras --group test --group lint --group build --group docs \
		pyproject.toml --output-file requirements/dev.txt
	$(LOCK) --group build --constraint requirements/dev.txt pyproject.toml --output-file requirements/core.txt

clean: ## remove what was built, but not .venv
	rm -rf out site dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests benchmarks docs -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/pip:
	@test -n "$(PYTHON)" || { echo "relight needs Python 3.11 or later: none was found on the path" >&2; exit 1; }
	@echo "creating $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/core.stamp: requirements/core.txt pyproject.toml | $(BIN)/pip
	@echo "installing what relight needs (0.5 GB in $(VENV), a minute or two)"
	@$(PIP) --require-hashes --requirement requirements/core.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/core.stamp
	@echo "installing what all commands, tests and docs need (2 GB in $(VENV), a few minutes)"
	@$(PIP) --require-hashes --requirement requirements/dev.txt
	@touch $@
