"""The recipes in Python of docs/PIPELINES.md run as they stand there."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT, SAMPLES

PAGE = (ROOT / "docs" / "PIPELINES.md").read_text("utf-8")
RECIPES = re.findall(r"(?:<!-- needs (\w+) -->\n)?```python\n(.*?)```", PAGE, re.DOTALL)


def test_the_page_has_them():
    assert len(RECIPES) == 3


@pytest.mark.parametrize(("needs", "recipe"), RECIPES, ids=range(len(RECIPES)))
def test_recipe(needs, recipe, tmp_path, command):
    if needs == "Java" and not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.skip("no Java")
    if needs == "tables":
        try:
            command("extract", SAMPLES / "wire.jsonl", "--quiet", "-o", tmp_path / "deals.parquet")
        except AssertionError as error:
            if "tables" not in str(error):
                raise
            pytest.skip("the command is built without tables")
    (tmp_path / "samples").symlink_to(SAMPLES)
    folder = Path(os.environ["DEALSIFT"]).resolve().parent
    path = os.pathsep.join([str(folder), os.environ.get("PATH", "")])
    env = {**os.environ, "PATH": path, "PYSPARK_PYTHON": sys.executable}
    ran = subprocess.run([sys.executable, "-c", recipe], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
