PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEMO := .demo
SIZE ?= short

RUNS ?= 100000
PREPARED := .pytest_cache/d/embedder/all-MiniLM-L6-v2

.PHONY: demo test run lint check format matrices fuzz egress load package bench lock clean

demo: $(READY)
	rm -rf $(DEMO)
	$(BIN)/pdf-assistant --data-dir $(DEMO) add resources/samples
	$(BIN)/python resources/ask_demo.py $(BIN)/pdf-assistant --data-dir $(DEMO)
	@echo "Open the window with: make run"

test: $(READY)
	$(BIN)/python -m pytest

run: $(READY)
	$(BIN)/pdf-assistant

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: lint test

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

matrices: $(READY)
	$(BIN)/python -m tests.matrices $(SIZE) $(PREPARED)

fuzz: $(READY)
	$(BIN)/pip install --constraint constraints.txt --editable ".[fuzz]"
	$(BIN)/python -m tests.fuzz $(RUNS)

egress: $(READY)
	$(BIN)/python -m tests.egress $(PREPARED)

load: $(READY)
	$(BIN)/python -m tests.load $(PREPARED)

package: $(READY)
	$(BIN)/pip install --constraint constraints.txt --editable ".[package]"
	packaging/build.sh

bench: $(READY)
	$(BIN)/python -m tests.benchmarks

lock: $(READY)
	$(BIN)/pip freeze --exclude-editable | sed 's/+cpu//' | sort -f > constraints.txt

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --upgrade pip
	env -u SOURCE_DATE_EPOCH $(BIN)/pip install --constraint constraints.txt --editable ".[prepare,finetune,serve,dev]"
	touch $@

clean:
	rm -rf $(VENV) $(DEMO)
