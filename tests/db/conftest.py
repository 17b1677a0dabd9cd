"""Places to keep a store in: a good one, a small one, a read-only one."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from db.store import Store
from tests.db.samples import Target, opened
from tests.postgres import Server

ROOT = os.name == "posix" and os.geteuid() == 0

Frozen = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store of this test is, or will be."""
    return tmp_path / "so_lieu" / "baocao.db"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a module's tests on each engine that it names; without names, on a file."""
    engines = getattr(metafunc.module, "ENGINES", None)
    if engines and "engine" in metafunc.fixturenames:
        metafunc.parametrize("engine", engines, indirect=True)


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """Where the store of this test is kept: `file` or `server`."""
    return str(getattr(request, "param", "file"))


@pytest.fixture
def target(engine: str, path: Path, request: pytest.FixtureRequest) -> Target:
    """What opens the store of this test, which is not there yet or empty."""
    if engine == "file":
        return path
    server: Server = request.getfixturevalue("postgres")
    return server.address(server.emptied())


@pytest.fixture
def store(target: Target) -> Iterator[Store]:
    """An open store with one report."""
    with opened(target) as store:
        yield store


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with room for 1 MiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    if not ROOT:
        pytest.skip("only root may mount a small disk")
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    done = subprocess.run(mount, check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"mounting is not allowed here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def folder(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A folder that :func:`frozen` can make read-only: root is stopped by a mount only."""
    return Path(request.getfixturevalue("small_disk")) if ROOT else tmp_path


@pytest.fixture
def frozen(folder: Path) -> Frozen:
    """`with frozen():` nothing can be written into `folder`."""

    @contextmanager
    def freeze() -> Iterator[None]:
        _allow(folder, writing=False)
        try:
            yield
        finally:
            _allow(folder, writing=True)

    return freeze


def _allow(folder: Path, *, writing: bool) -> None:
    if ROOT:
        how = "rw" if writing else "ro"
        subprocess.run(["mount", "-o", f"remount,{how}", str(folder)], check=True)
        return
    for path in [folder, *folder.rglob("*")]:
        path.chmod((0o700 if writing else 0o500) if path.is_dir() else (0o600, 0o400)[not writing])
