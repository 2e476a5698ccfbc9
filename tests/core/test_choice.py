"""Which engine runs: as asked for, as built, and never one of other sources."""

import shutil
import sysconfig
from pathlib import Path
from typing import NoReturn

import pytest

from hookshift.core import loading, sources
from hookshift.core.choice import choose
from hookshift.core.loading import EngineName, Unusable, native
from hookshift.core.sources import PACKAGES
from hookshift.domain.errors import OperatorError
from tests.core.differential import core


@pytest.mark.parametrize("package", PACKAGES)
def test_what_is_compiled_is_there_wherever_it_can_be_built(package: str) -> None:
    header = Path(sysconfig.get_path("include")) / "Python.h"
    if shutil.which("cc") is None or not header.is_file():
        pytest.skip("no C compiler, or no headers of Python, so nothing could be built")
    assert sources.digest(package) == native(package).SOURCES, "run `make setup`"


def test_python_runs_when_it_is_asked_for() -> None:
    engine = choose("python")
    assert engine.name is EngineName.PYTHON
    assert engine.reader(10)(b"{}") is None


def test_the_compiled_core_runs_when_it_is_asked_for() -> None:
    core()
    engine = choose("native")
    assert engine.name is EngineName.NATIVE
    assert "HOOKSHIFT_CORE" in engine.why


def test_without_a_choice_the_compiled_core_runs_where_it_is_there() -> None:
    core()
    assert choose(None).name is EngineName.NATIVE
    assert choose("").name is EngineName.NATIVE


def test_without_a_usable_core_python_runs_and_says_why_unless_it_was_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unusable(_package: str) -> NoReturn:
        raise Unusable("it was not built")

    monkeypatch.setattr(loading, "native", unusable)
    engine = choose(None)
    assert engine.name is EngineName.PYTHON
    assert "it was not built" in engine.why
    with pytest.raises(OperatorError, match=r"HOOKSHIFT_CORE is native.*it was not built"):
        choose("native")


def test_an_engine_that_does_not_exist_is_refused() -> None:
    with pytest.raises(OperatorError, match=r'HOOKSHIFT_CORE is "rust".*python, native'):
        choose("rust")


@pytest.mark.parametrize("package", PACKAGES)
def test_an_extension_of_other_sources_is_refused(
    package: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    core()
    _copied(package, monkeypatch, tmp_path)
    sources.files(package)[0].write_text("other")
    with pytest.raises(Unusable, match="other sources"):
        native(package)


@pytest.mark.parametrize("package", PACKAGES)
def test_any_change_of_a_source_changes_the_hash(
    package: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _copied(package, monkeypatch, tmp_path)
    seen = {sources.digest(package)}
    for each in sources.files(package):
        each.write_bytes(each.read_bytes() + b"#")
        seen.add(sources.digest(package))
    assert len(seen) == len(sources.files(package)) + 1


def _copied(package: str, monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    """From now on its sources are copies in `root`."""
    originals = sources.files(package)
    monkeypatch.setattr(sources, "ROOT", root)
    sources.folder(package).mkdir(parents=True)
    for each in originals:
        shutil.copy(each, sources.folder(package))
