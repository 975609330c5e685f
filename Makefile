# make demo   build .venv, extract from the sample releases, show what was found and where it lies
# make test   the tests
# make eval   scores on the samples, and on those kept out of sight
# make bench  speed, memory and start, measured
# make lint   style and types

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: demo test bench lint eval clean

demo: $(READY)
	$(BIN)/youcheng run corpora/dev/texts --out output/demo --quiet
	$(BIN)/youcheng show output/demo
	@echo "The command is $(BIN)/youcheng; after 'source $(BIN)/activate' it is youcheng."

test: $(READY)
	$(BIN)/pytest -q -n auto --maxprocesses 4 --dist loadfile

eval: $(READY)
	$(BIN)/youcheng run corpora/dev/texts --out output/dev --quiet
	$(BIN)/youcheng eval corpora/dev/gold output/dev --docs corpora/dev/texts
	$(BIN)/youcheng run corpora/heldout/texts --out output/heldout --quiet
	$(BIN)/youcheng eval corpora/heldout/gold output/heldout --docs corpora/heldout/texts

bench: $(READY)
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/pipeline.py
	$(BIN)/python benchmarks/memory.py
	$(BIN)/python benchmarks/readers.py

lint: $(READY)
	$(BIN)/ruff check extract tests benchmarks
	$(BIN)/mypy

$(READY): pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	$(BIN)/python -m compileall -q extract
	touch $@

clean:
	rm -rf .venv output/demo output/dev output/heldout
