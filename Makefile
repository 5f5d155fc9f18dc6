PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEMO := .demo

.PHONY: demo test run check format bench lock clean

demo: $(READY)
	rm -rf $(DEMO)
	$(BIN)/pdf-assistant --data-dir $(DEMO) add resources/samples
	$(BIN)/pdf-assistant --data-dir $(DEMO) demo
	@echo
	@echo "Open the window with: make run"

test: $(READY)
	$(BIN)/python -m pytest

run: $(READY)
	$(BIN)/pdf-assistant

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)
	$(BIN)/python -m tests.benchmarks

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --upgrade pip
	env -u SOURCE_DATE_EPOCH $(BIN)/pip install --constraint constraints.txt --editable ".[prepare,dev]"
	touch $@

clean:
	rm -rf $(VENV) $(DEMO)
