"""What the tests share: the command, built from the same checkout, and the samples."""

import json
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"


@pytest.fixture(scope="session")
def command():
    """Runs the command and gives its standard output; DEALSIFT names it."""
    name = os.environ.get("DEALSIFT")
    if not name:
        pytest.skip("DEALSIFT does not name the command")

    def run(*args, **options):
        ran = subprocess.run([name, *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
        assert ran.returncode == 0, ran.stderr.decode()
        return ran.stdout

    return run


@pytest.fixture(scope="session")
def wire():
    """The articles of samples/wire.jsonl."""
    return [json.loads(line) for line in (SAMPLES / "wire.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="session")
def told(command):
    """What the command prints of them."""
    return command("extract", SAMPLES / "wire.jsonl", "--quiet").decode().splitlines()
