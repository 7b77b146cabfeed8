"""What holds the tree together: which room may import which, and that importing one does no work."""

import ast
import json
import re
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.support import ROOT
from training.publish import space

FOLDERS = ("model", "page", "training")
PYTHON = sorted([ROOT / "app.py", *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))])
# Each room, the longest name first, and what of the tree it may import. The arrows point down this table.
MAY_IMPORT = {
    "training/judging": {"training.judging", "model"},
    "training/learning": {"training.learning", "training.judging", "model"},
    "training/data": {"training.data", "model"},
    "training/teach": {"training.teach", "training.data", "training.learning", "training.judging", "model"},
    "training/remember.py": {"training.teach", "training.data", "model"},
    "training/publish": {"training.publish", "model"},
    "training/published": {"training.published", "training.run", "training.recipes", "training.data"}
    | {"training.learning", "training.judging", "model"},
    "training/recipes.py": set(),
    "training/run.py": {"training.loaders", "training.teachers", "training.recipes", "training.data"}
    | {"training.learning", "model"},
    "training/teachers.py": {"training.recipes", "training.data", "training.learning", "model"},
    "training/loaders.py": {"training.recipes", "training.data", "training.learning", "model"},
    "training/fit.py": {"training.run", "training.recipes", "training.remember", "training.learning"}
    | {"training.judging", "model"},
    "training/pictures.py": {"training.data", "model"},
    "training/neighbours.py": {"training.evaluate", "training.data", "model"},
    "training/evaluate.py": {"training.data", "training.judging", "model"},
    "training/reproduce.py": {"training.published"},
    "training/__main__.py": {"training", "model"},
    "training/__init__.py": set(),
    "model": {"model"},
    "page": {"page", "training.teach", "training.learning", "model"},
    "app.py": {"page", "model"},
}
DRAWING = {"augment", "growing", "mixture", "nongarments"}


def named(path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{name.name}" for name in node.names)


@pytest.mark.parametrize("path", PYTHON, ids=named)
def test_the_arrows_point_one_way(path):
    room = next(room for room in MAY_IMPORT if named(path) == room or named(path).startswith(f"{room}/"))
    ours = {name for name in imports(path) if name.split(".")[0] in (*FOLDERS, "app", "tests")}
    above = {name for name in ours if not any(f"{name}.".startswith(f"{allowed}.") for allowed in MAY_IMPORT[room])}
    assert not above
    if room not in ("page", "app.py"):
        assert not [name for name in imports(path) if name.split(".")[0] == "gradio"], "the page alone imports gradio"


WATCHED = """
import importlib, os, sys
from pathlib import Path

root, found = Path.cwd(), []

def ours(frame):
    while frame and (frame.f_code.co_filename.startswith("<") or Path(frame.f_code.co_filename).name in LIBRARY):
        frame = frame.f_back
    return frame and Path(frame.f_code.co_filename).is_relative_to(root)

LIBRARY = {"os.py", "_collections_abc.py"}

class Environment(type(os.environ)):
    def __getitem__(self, key):
        if ours(sys._getframe(1)):
            found.append(f"{key} was read")
        return super().__getitem__(key)

def hook(event, arguments):
    if event not in ("open", "os.mkdir", "os.listdir", "os.scandir") or not isinstance(arguments[0], str):
        return
    if "importlib" in sys._getframe(1).f_code.co_filename:  # which looks for modules, and reads them
        return
    path = Path(arguments[0])
    if path.suffix == ".py":  # which torch reads, to find the source of what it is given
        return
    if (path.is_relative_to(root) and path.is_file()) or ours(sys._getframe(1)):
        found.append(f"{event} {path}")

sys.path.insert(0, str(root))
os.environ.__class__ = Environment
modules = [".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__") for path in sorted(
    path for folder in ("model", "page", "training") for path in (root / folder).rglob("*.py"))]
sys.addaudithook(hook)
for name in modules:
    if not name.endswith("__main__"):
        importlib.import_module(name)
print(len(modules), found)
"""


@pytest.mark.slow
def test_importing_a_module_does_no_work(tmp_path):
    """No checkpoint is read, for there is none; no environment is looked at, no file and no folder touched."""
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("*.pt", "__pycache__"))
    command = [sys.executable, "-B", "-c", WATCHED]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    count, found = done.stdout.strip().splitlines()[-1].split(" ", 1)
    assert int(count) > 50 and found == "[]"


def installed_by(file: str) -> set[str]:
    """The distributions, as pip would normalise their names, that a requirements file brings here."""
    wanted = [line for line in (ROOT / file).read_text().splitlines() if re.match(r"\w", line)]
    found: set[str] = set()
    while wanted:
        requirement = Requirement(wanted.pop())
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        if name in found or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        found.add(name)
        try:
            wanted += requires(name) or []
        except PackageNotFoundError:
            found.discard(name)
    return found


def imported_without_the_rest(statement: str) -> subprocess.CompletedProcess:
    """Run it where only what requirements.txt brings can be imported."""
    there = installed_by("requirements.txt")
    missing = [
        package
        for package, distributions in packages_distributions().items()
        if not {re.sub(r"[-_.]+", "-", name).lower() for name in distributions} & there
    ]
    code = f"import sys; sys.modules.update(dict.fromkeys({missing!r})); {statement}"
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)


def test_what_requirements_txt_brings_is_known():
    there = installed_by("requirements.txt")
    assert {"gradio", "torch", "torchvision", "pillow", "numpy"} <= there
    assert not there & {"scikit-learn", "scipy", "matplotlib", "pytest"}
    assert imported_without_the_rest("import sklearn").returncode != 0


def test_what_the_page_may_use_needs_nothing_but_the_requirements():
    rooms = ("learning", "teach")
    paths = [path for room in rooms for path in (ROOT / "training" / room).glob("[!_]*.py")]
    modules = ["app", *(f"training.{path.parent.name}.{path.stem}" for path in paths)]
    done = imported_without_the_rest("; ".join(f"import {module}" for module in modules))
    assert done.returncode == 0, done.stderr


SERVED = """
import gc, json, sys
import app
from tests.benchmarks.apps import answer, free_port

port = free_port()
gc.disable()
app.process.settle()
app.launch(app.demo, app.parse(["--port", str(port)]), block=False)
assert gc.isenabled()
print(answer(port)["label"], json.dumps(sorted(sys.modules)), flush=True)
app.demo.close(verbose=False)
"""
NOT_TO_ANSWER = {"torchvision", "sklearn", "matplotlib", "sympy", "triton", "torch._dynamo"}


def test_the_app_starts_and_answers_without_what_only_training_needs():
    loaded = subprocess.run([sys.executable, "-c", SERVED], cwd=ROOT, capture_output=True, text=True, check=True)
    label, _, modules = loaded.stdout.strip().splitlines()[-1].partition(" ")
    modules = json.loads(modules)
    assert label == "Bag" and "torch" in modules and not NOT_TO_ANSWER & set(modules)
    paths = {name: Path(ROOT, *name.split(".")) for name in modules if name.split(".")[0] in FOLDERS}
    files = {named(path / "__init__.py" if path.is_dir() else path.with_suffix(".py")) for path in paths.values()}
    assert "training/teach/teaching.py" in files and files <= {file.path for file in space.files("me/garments")}


def test_many_photos_from_the_command_line_need_nothing_but_the_requirements_and_no_page():
    done = imported_without_the_rest("import model.__main__")
    assert done.returncode == 0, done.stderr
    code = "import sys, model.__main__; print(sorted({name.split('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "'torch'" in loaded and "'tqdm'" in loaded
    assert not [name for name in ("gradio", "training", "page", "torchvision", "pyarrow") if f"'{name}'" in loaded]


def test_no_file_is_longer_than_a_screenful_of_screens():
    assert {named(path): lines for path in PYTHON if (lines := len(path.read_text().splitlines())) > 250} == {}


def test_the_tests_mirror_the_tree():
    rooms = {path.parent.relative_to(ROOT) for path in PYTHON} - {(ROOT / "training/judging/plots").relative_to(ROOT)}
    for room in rooms:
        assert list((ROOT / "tests" / room).glob("test_*.py")), f"{room} has no tests of its own"


@pytest.mark.slow
def test_the_tools_can_be_started():
    """All their imports are there; what they measure takes too long for a test."""
    rooms = (ROOT / "tests" / "tools", ROOT / "tests" / "benchmarks")
    tools = [f"tests.{room.name}.{path.stem}" for room in rooms for path in room.glob("[!_]*.py")]
    statement = "; ".join(f"import {tool}" for tool in tools)
    done = subprocess.run([sys.executable, "-c", statement], cwd=ROOT, capture_output=True, text=True)
    assert len(tools) > 5 and done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_layer_of_the_framework_is_used(path):
    """Module and Parameter are the ground, and conv2d is held against a version of our own in test_convolution.py.

    framework.py is the yardstick, and the only one that may have layers. What draws training pictures may use torch's
    functions for pictures: nothing of it is a part of a network. Nor is what sums the gradients of several processes.
    """
    if path.name == "framework.py":
        return
    taken = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module.startswith("torch.nn"):
            taken |= {name.name for name in node.names}
        if isinstance(node, ast.Attribute):
            taken |= set(re.findall(r"^(?:torch\.)?nn\.(.*)$", ast.unparse(node)))
        assert not (isinstance(node, ast.Attribute) and ast.unparse(node).startswith("torch.optim"))
    drawing = {"affine_grid", "avg_pool2d", "grid_sample", "interpolate", "max_pool2d", "one_hot", "pad"}
    more = drawing if path.stem in DRAWING else {"DistributedDataParallel"} if path.stem == "ranks" else set()
    assert taken <= {"Module", "Parameter", "conv2d"} | more
