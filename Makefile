# `make help` lists the targets.
PYTHON ?= python3
PORT ?= 8000
BIN = .venv/bin
DOCUMENTS ?= ../shared/seed-documents
# loadfile: the tests of a file share fixtures that are slow to create
PYTEST = $(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

.DEFAULT_GOAL := help
.PHONY: help run test check lint facts recipes seeds complete contract migration requirements bench

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/installed ## install the packages and serve on http://127.0.0.1:8000/ (PORT=8123 for another port)
	@$(BIN)/python manage.py serve --port $(PORT)

test: .venv/installed-for-tests ## run the tests against a real PostgreSQL
ifneq ($(wildcard /usr/bin/chromium),)
	$(PYTEST) -m "not slow"
else
	@echo "Skipping the browser tests, which need chromium (on Debian: apt-get install chromium)."
	$(PYTEST) -m "not slow and not browser"
endif

check: .venv/installed-for-tests lint facts ## run all checks and tests, also the slow ones
	$(PYTEST)

recipes: .venv/installed-for-tests ## apply the recipes of docs/contributing.md to copies, and leave out each step once
	$(BIN)/python -m pytest tests/test_recipes.py

lint: .venv/installed-for-tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	HTTPS=1 ALLOWED_HOSTS=facts.example.org SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))') \
		$(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run

facts: .venv/installed-for-tests
	$(BIN)/python manage.py compile_seeds --check
	if [ -d $(DOCUMENTS) ]; then $(BIN)/python manage.py check_quotes --documents $(DOCUMENTS) && \
		$(BIN)/python manage.py seed_coverage --documents $(DOCUMENTS); fi

seeds: .venv/installed ## compile seeds/ into fixtures/
	$(BIN)/python manage.py compile_seeds

complete: .venv/installed-for-tests ## find quickly what a change lacks (TESTS=... runs these tests as well)
	$(BIN)/ruff check --quiet .
	$(BIN)/lint-imports >/dev/null || $(BIN)/lint-imports
	$(BIN)/python -m pytest -x --tb short tests/test_registry.py
	$(BIN)/python -m pytest -x --tb short -m "not slow and not browser" tests/api/v1/test_routes.py \
		tests/api/v1/test_documentation.py tests/api/v1/test_examples.py tests/codebook tests/api/probe $(TESTS)

contract: .venv/installed-for-tests ## renew the examples and the OpenAPI documents of the API from the code
	UPDATE_EXAMPLES=1 $(BIN)/python -m pytest -m "not browser" tests/api/v1/test_examples.py \
		tests/api/v1/test_documentation.py tests/api/probe tests/test_docs.py::test_the_examples_give_these_answers
	@git diff --stat -- api README.md docs tests/api/probe

requirements: .venv/installed-for-tests ## compile each requirements.in into requirements.txt, with hashes for all platforms
	for folder in . tests tests/bench/peers; do UV_CUSTOM_COMPILE_COMMAND="make requirements" $(BIN)/uv pip compile \
		--quiet --no-config --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--output-file $$folder/requirements.txt $$folder/requirements.in >/dev/null || exit 1; done

migration: .venv/installed-for-tests ## make and format a migration for changed models (NAME=add_field)
	@made=$$($(BIN)/python manage.py makemigrations factbase --scriptable $(if $(NAME),--name $(NAME))) && [ -n "$$made" ] && \
		$(BIN)/ruff check --quiet --fix $$made && $(BIN)/ruff format --quiet $$made && echo "Created $$made."

bench: .venv/installed-for-tests ## compare the speed with a plain server, on 100,000 synthetic positions (BENCH="--rounds 1")
	$(BIN)/python -m tests.bench $(BENCH)

.venv/installed: requirements.txt
	@$(PYTHON) .ci/install.py $@ $^

.venv/installed-for-tests: tests/requirements.txt .venv/installed
	@$(PYTHON) .ci/install.py $@ $^
