"""Is what was built whole? Run by the Python of a fresh environment that holds the wheel alone.

    python smoke.py DIST

DIST is the folder with the source archive and the wheel.
"""

import json
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from importlib.resources import files
from pathlib import Path

from aidememoire import prompts
from aidememoire.embedded.catalogue import catalogue

DIST = Path(sys.argv[1])
BIN = Path(sysconfig.get_path("scripts"))


def check(holds: object, what: str) -> None:
    """Say what holds, and end when it doesn't."""
    if not holds:
        sys.exit(f"✗ {what}")
    print(f"✓ {what}")  # noqa: T201 - a script speaks so


def names(suffix: str) -> set[str]:
    """The files in the wheel (`.whl`) or in the source archive (`.tar.gz`), without its folder."""
    (archive,) = DIST.glob(f"*{suffix}")
    if suffix == ".whl":
        return set(zipfile.ZipFile(archive).namelist())
    with tarfile.open(archive) as tar:
        return {name.partition("/")[2] for name in tar.getnames()}


def run(*arguments: str) -> str:
    """What the installed command prints."""
    return subprocess.run(  # noqa: S603 - the command that was just installed
        [BIN / "aidememoire", *arguments], check=True, capture_output=True, text=True
    ).stdout


package = files("aidememoire")
check("site-packages" in str(package), "the package is the installed one")

wheel, source = names(".whl"), names(".tar.gz")
held = {name for name in source if name.startswith("src/aidememoire/") and "." in name}
check("src/aidememoire/py.typed" in held, "the source archive holds the package")
check({name.removeprefix("src/") for name in held} <= wheel, "the wheel holds all its files")
for one in ("py.typed", "embedded/weights.json", "data/days.toml", "data/parties.toml"):
    check(f"aidememoire/{one}" in wheel, f"the wheel holds {one}")
top = {"prompts", "evals", "tests", "docs", "requirements", "Makefile", "README.md", "LICENSE"}
check(top <= {name.partition("/")[0] for name in source}, "the source archive holds the project")
shipped = {
    name for name in source if name.startswith("prompts/") and name.endswith((".md", ".toml"))
}
check(shipped, "the source archive holds prompts")
check({f"aidememoire/{name}" for name in shipped} <= wheel, "the wheel holds every prompt")
strays = {name for name in wheel if not name.startswith(("aidememoire/", "aidememoire-"))}
check(not strays, "the wheel holds nothing but the package")

for name in sorted(shipped):
    check(prompts.text(name.partition("/")[2]), f"{name} is read from the installed copy")
check(catalogue(), "the catalogue of embedded models is read")
schema = json.loads(run("schema"))
check(schema["title"] == "Extraction", "aidememoire schema prints the schema")
check("embedded/" in run("models", "list"), "aidememoire models list lists the models")
