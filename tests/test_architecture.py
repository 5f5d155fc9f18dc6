"""The design's rules about the tree, as tests."""

import ast
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted((ROOT / "assistant").rglob("*.py"))
HEAVY = {"torch", "transformers", "sentence_transformers", "lancedb", "llama_cpp", "pymupdf", "onnxruntime"}
ONE_MODULE = {
    "lancedb": {"lance.py"},
    "pymupdf": {"pdf.py"},
    "sqlite3": {"database.py"},
    "llama_cpp": {"llama.py"},
    "sentence_transformers": {"embedder_preparation.py"},
}
FORBIDDEN_WORDS = ("chunk", "node", "record", "item", "manager", "utils", "helpers")
COMMANDS = ("keeping", "talks", "measuring", "opening", "finetuning", "upkeep", "serving", "local_api")
SHELLS = dict.fromkeys(("desktop", "cli", *COMMANDS), 4)
LAYERS = {**SHELLS, "wiring": 3, "evaluation": 2, "finetune": 2, "engine": 1}


def imports(tree: ast.AST) -> Iterator[str]:
    for part in ast.walk(tree):
        if isinstance(part, ast.Import):
            yield from (name.name for name in part.names)
        elif isinstance(part, ast.ImportFrom) and part.module:
            yield part.module
            yield from (f"{part.module}.{name.name}" for name in part.names)


def layer(module: str) -> int:
    parts = module.split(".")
    return LAYERS.get(parts[1], 0) if parts[0] == "assistant" and len(parts) > 1 else 0


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (part for part in ast.walk(tree) if isinstance(part, ast.FunctionDef))


def length(function: ast.FunctionDef) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_imports_point_one_way(file: Path) -> None:
    own = layer(".".join(file.relative_to(ROOT).with_suffix("").parts))
    if own:
        upward = [name for name in imports(ast.parse(file.read_text("utf-8"))) if layer(name) > own]
        assert upward == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_library_is_used_in_one_module_and_qt_in_the_desktop_only(file: Path) -> None:
    used = {name.split(".")[0] for name in imports(ast.parse(file.read_text("utf-8")))}
    for name, homes in ONE_MODULE.items():
        assert name not in used or file.name in homes
    assert "PySide6" not in used or "desktop" in file.parts


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_heavy_libraries_are_imported_inside_functions(file: Path) -> None:
    body = ast.parse(file.read_text("utf-8")).body
    top = [part for part in body if isinstance(part, ast.Import | ast.ImportFrom)]
    used = {name.split(".")[0] for part in top for name in imports(ast.Module([part], []))}
    assert used & HEAVY == set()


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_files_and_functions_stay_short(file: Path) -> None:
    text = file.read_text("utf-8")
    assert text.count("\n") <= 400
    long = [each.name for each in functions(ast.parse(text)) if length(each) > 50]
    assert long == []


def test_the_middle_file_and_the_middle_function_are_short() -> None:
    texts = [file.read_text("utf-8") for file in FILES]
    assert statistics.median(text.count("\n") for text in texts) <= 120
    assert statistics.median(length(each) for text in texts for each in functions(ast.parse(text))) <= 8


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_names_keep_to_the_words_of_the_design(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))
    names = [part.name for part in ast.walk(tree) if isinstance(part, ast.FunctionDef | ast.ClassDef)]
    wrong = [name for name in [*names, file.stem] if any(word in name.lower() for word in FORBIDDEN_WORDS)]
    assert wrong == []


LIGHT = """
import sys
{work}
heavy = {{"torch", "transformers", "lancedb", "llama_cpp", "pymupdf", "sentence_transformers"}}
print(sorted(heavy & set(sys.modules)))
"""


def modules_after(work: str) -> str:
    """Run a piece of Python in a process of its own and return which heavy modules it imported."""
    program = LIGHT.format(work=work)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return done.stdout.strip()


def test_importing_the_command_line_or_the_engine_imports_nothing_heavy() -> None:
    assert modules_after("import assistant.cli, assistant.wiring, assistant.engine.assistant") == "[]"


def test_telemetry_is_off_before_anything_can_be_imported() -> None:
    program = "import assistant, os; print(os.environ['ORT_DISABLE_TELEMETRY'], os.environ['HF_HUB_OFFLINE'])"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.split() == ["1", "1"]


PICKLES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_nothing_is_pickled_or_unpickled(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))
    assert {name.split(".")[0] for name in imports(tree)} & PICKLES == set()
    calls = [ast.unparse(part) for part in ast.walk(tree) if isinstance(part, ast.Call)]
    assert not any(call.startswith(("torch.load(", "torch.save(")) for call in calls)
    assert not any("allow_pickle=True" in call for call in calls)
    assert not any(
        call.startswith(("np.load(", "numpy.load(")) and "allow_pickle=False" not in call for call in calls
    )
