"""Nothing that is read can run: no pickle, no eval, no YAML with types, in all of our code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
PACKAGES = ("hardware", "edge_agent", "simulators", "training", "deploy")
MODULES = frozenset({"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"})
CALLS = frozenset({"eval", "exec", "compile", "__import__"})
NAMED = re.compile(rf"\b({'|'.join((*MODULES, *CALLS, 'torch', 'load', 'yaml'))})\b")
"""Only what has one of these words is parsed: that takes ten times as long."""
UNSAFE_YAML = frozenset({"load", "load_all", "unsafe_load", "full_load", "full_load_all"})


def unsafe(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                yield from (one.name for one in node.names if one.name.split(".")[0] in MODULES)
            case ast.ImportFrom(module=str(module)) if module.split(".")[0] in MODULES:
                yield module
            case ast.Call(func=ast.Name(id=name)) if name in CALLS:
                yield name
            case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=name)):
                yield from unsafe_call(owner, name, {one.arg: one.value for one in node.keywords})


def unsafe_call(owner: str, name: str, given: dict[str | None, ast.expr]) -> Iterator[str]:
    if owner == "torch" and name == "load" and not says(given.get("weights_only"), True):
        yield "torch.load without weights_only=True"
    if owner in ("np", "numpy") and name == "load" and not says(given.get("allow_pickle"), False):
        yield "np.load without allow_pickle=False"
    if owner == "yaml" and name in UNSAFE_YAML:
        yield f"yaml.{name}"


def says(node: ast.expr | None, value: bool) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def test_nothing_of_ours_runs_what_it_reads() -> None:
    files = [file for package in PACKAGES for file in (PROJECT / package).rglob("*.py")]
    assert len(files) > 500
    found = {
        f"{file.relative_to(PROJECT)}: {what}"
        for file in files
        if NAMED.search(content := file.read_text(encoding="utf-8"))
        for what in unsafe(ast.parse(content))
    }
    assert found == set()


@pytest.mark.parametrize(
    "line",
    [
        "import pickle",
        "from joblib import load",
        "eval(text)",
        "torch.load(file)",
        "torch.load(file, weights_only=False)",
        "np.load(file)",
        "yaml.load(text, Loader)",
    ],
)
def test_each_of_them_would_be_found(line: str) -> None:
    assert list(unsafe(ast.parse(line)))
