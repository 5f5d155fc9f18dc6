"""One target under atheris; libFuzzer's own arguments follow its name."""

import sys

import atheris

with atheris.instrument_imports(include=["assistant"], enable_loader_override=False):
    from tests.fuzz.targets import TARGETS

if __name__ == "__main__":
    name, *given = sys.argv[1:]
    atheris.Setup([sys.argv[0], *given], TARGETS[name])
    atheris.Fuzz()
