# Everything here works from a fresh clone with nothing but make and Python 3.11 to 3.14.
# PYTHON=/path/to/python chooses another interpreter than the first that fits.

VENV := .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
PYTHONS := $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python)
FITS := import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
AIDE := $(BIN)/aidememoire
LOCK := uv pip compile --universal --python-version 3.11 --no-config --quiet \
	--generate-hashes --no-annotate --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test lint format docs screenshots vega bench soak bench-report \
	test-browser test-model test-ray eval eval-baselines train lock clean

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/run.stamp ## Summarise the five articles in evals/ with the embedded model
	$(AIDE) models fetch
	$(AIDE) summarise evals/articles -o out/records
	$(AIDE) show out/records --format table
	$(AIDE) show out/records -o out/digest.md
	@echo "The records are in out/records, the digest is out/digest.md."

test: lint ## Check the code and run the tests; no model is asked
	$(BIN)/python -m pytest -q

lint: $(VENV)/dev.stamp ## Check style, types, import contracts and gold records
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/oxlint src
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(AIDE) gold check
	$(AIDE) gold check --gold evals/synthetic/gold --articles evals/synthetic/articles

format: $(VENV)/dev.stamp ## Bring the code into form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/dev.stamp ## Write again what is generated: pages of the commands, table of modules, schema of gold
	$(BIN)/typer aidememoire.cli.app utils docs --name aidememoire --output docs/commands.md
	$(BIN)/python docs/generate.py

screenshots: $(VENV)/dev.stamp ## Make the images in docs/images again (needs a Chromium: .ci/chromium)
	$(BIN)/python tests/screenshots.py

vega: ## Make the script that draws the reading page's charts again (needs Node.js and npm)
	cd vendor/vega && npm ci --ignore-scripts --no-audit --no-fund && node build.js

# Options, as in BENCH="--most 5 --limit 300", and another folder of articles: benchmarks/README.md
bench: CORPUS ?= $(wildcard ../shared/corpus)
bench: $(VENV)/dev.stamp $(VENV)/langextract.stamp ## Compare ours, a plain request and langextract: speed, memory, score; hours
	$(AIDE) models fetch
	PYTHONPATH=evals:benchmarks $(BIN)/python -m bench $(if $(CORPUS),--corpus "$(CORPUS)") $(BENCH)

soak: $(VENV)/dev.stamp ## Kill processes of a run at random moments, and measure a run; minutes, no model
	$(BIN)/python benchmarks/soak.py
	$(BIN)/python benchmarks/throughput.py --articles 5000 --out out/throughput.json

bench-report: $(VENV)/dev.stamp ## Measure a page of 500 articles: made, opened (needs a Chromium)
	$(BIN)/python tests/measure_report.py

test-browser: $(VENV)/dev.stamp ## Run the tests that open a real browser (needs a Chromium: .ci/chromium)
	$(BIN)/python -m pytest -q -m browser

test-model: $(VENV)/dev.stamp ## Run the tests that ask the real embedded model; minutes
	$(AIDE) models fetch
	$(BIN)/python -m pytest -q -m model

test-ray: $(VENV)/dev.stamp $(VENV)/ray.stamp ## Run the tests that start a Ray cluster on this machine; minutes
	$(BIN)/python -m pytest -q -m ray

eval: $(VENV)/dev.stamp ## Score the embedded model against gold and the accepted runs; minutes
	$(AIDE) models fetch
	$(AIDE) eval --out out/eval --baseline evals/accepted.json --fail-under 0.85
	$(AIDE) eval --gold evals/synthetic/gold --articles evals/synthetic/articles \
		--out out/synthetic --baseline evals/synthetic/accepted.json --fail-under 0.85

# Other folders: make eval-baselines GOLD=evals/synthetic/gold ARTICLES=evals/synthetic/articles
eval-baselines: GOLD ?= evals/gold
eval-baselines: ARTICLES ?= evals/articles
eval-baselines: $(VENV)/dev.stamp ## Score ours, ours untuned, a plain request and rules side by side; hours
	$(AIDE) models fetch
	PYTHONPATH=evals $(BIN)/python -m baselines --gold "$(GOLD)" --articles "$(ARTICLES)"

# The best of what was trained is kept in src/aidememoire/embedded/adapters/: see training/README.md.
train: MODEL ?= qwen2.5-coder-1.5b
train: TRAINED ?= out/training/$(MODEL)
train: $(VENV)/train.stamp ## Train an adapter on training/labelled and on TRAINSET, folders of your own; hours
	$(AIDE) models fetch $(MODEL)
	$(BIN)/python -m training.train --labelled training/labelled $(TRAINSET) \
		--model $(MODEL) --out $(TRAINED) $(TRAINING)
	$(BIN)/python -m training.adapter $(TRAINED)/adapter $(TRAINED)/adapter.gguf

lock: ## Choose the newest versions that fit, and pin them in requirements/ (needs uv)
	$(LOCK) --upgrade pyproject.toml -o requirements/run.txt
	$(LOCK) --upgrade pyproject.toml --extra charts --extra evals --extra otel --extra parquet --extra review --group dev -c requirements/run.txt -o requirements/dev.txt
	$(LOCK) --upgrade pyproject.toml --extra evals --group pyproject.toml:train -c requirements/run.txt -o requirements/train.txt
	$(LOCK) --upgrade pyproject.toml --extra ray -c requirements/dev.txt -o requirements/ray.txt
	$(LOCK) --upgrade --group pyproject.toml:bench -o requirements/bench.txt

clean: ## Remove all that was made here; fetched weights stay in the user's cache
	rm -rf $(VENV) out dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis \
		.import_linter_cache
	find src tests docs evals -name __pycache__ -prune -exec rm -rf {} +

# An environment that is there and fits is kept.
$(VENV)/made.stamp:
	@if ! $(BIN)/python -c '$(FITS)' 2>/dev/null || ! $(PIP) --version >/dev/null 2>&1; then \
		found=; for python in $(PYTHONS); do \
			if "$$python" -c '$(FITS)' 2>/dev/null; then found="$$python"; break; fi; \
		done; \
		if [ -z "$$found" ]; then \
			echo "Python 3.11 to 3.14 is needed; none of these is one: $(PYTHONS)" >&2; \
			echo "Install one, or name yours: make PYTHON=/path/to/python3.12 demo" >&2; \
			exit 1; \
		fi; \
		echo "Making $(VENV) with $$("$$found" --version)"; \
		"$$found" -m venv --clear $(VENV) || exit 1; \
	fi
	@touch $@

# An environment of its own: langextract wants other versions than the product is locked to.
$(VENV)/langextract.stamp: requirements/bench.txt | $(VENV)/made.stamp
	@echo "Installing the packages in $<"
	@$(BIN)/python -m venv --clear $(VENV)/langextract
	@$(VENV)/langextract/$(notdir $(BIN))/python -m pip --disable-pip-version-check --quiet \
		install --require-hashes --no-deps -r $<
	@touch $@

$(VENV)/%.stamp: requirements/%.txt pyproject.toml | $(VENV)/made.stamp
	@echo "Installing the packages in $<"
	@$(PIP) install --require-hashes --no-deps -r $<
	@$(PIP) install --no-deps --editable .
	@touch $@
