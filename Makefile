# Set-up is part of every target; see .ci/setup.
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup setup-test demo test test-quick test-sip lint types bench soak lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 16

setup: ## .venv and system packages for running Warmline
	@.ci/setup

setup-test:
	@.ci/setup test

demo: setup ## the console against a simulated call center (ARGS="--auto --screenshots out")
	@$(BIN)/warmline demo $(ARGS)

test: test-quick test-sip ## everything that is needed to trust a change (ARGS="-k transfer")

test-quick: setup-test
	@$(BIN)/python -m pytest -n 2 -m "not sip and not soak" $(ARGS)

test-sip: setup-test
	@$(BIN)/python -m pytest -n 2 -m "sip and not soak" $(ARGS)

lint: setup-test ## ruff, formatting, and the dependency rule
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache

types: setup-test ## mypy, strict
	@$(BIN)/mypy

bench: setup-test ## measure, and write tests/bench/RESULTS.md
	@$(BIN)/python -m tests.bench $(ARGS)

soak: setup-test ## the long form of the long tests
	@$(BIN)/python -m pytest -m soak $(ARGS)

lock: setup-test ## requirements.lock anew from pyproject.toml (ARGS=--upgrade)
	@.ci/lock $(ARGS)

clean: ## remove what was built, .venv included
	rm -rf .venv build dist out *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
