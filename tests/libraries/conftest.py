"""The libraries, installed once, and each running as a handler for a test."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.libraries.installed import Program, installed_from_npm, installed_from_pypi, running


@pytest.fixture(scope="session")
def npm_packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed_from_npm(tmp_path_factory.mktemp("npm"))


@pytest.fixture(scope="session")
def pywa_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed_from_pypi(tmp_path_factory.mktemp("pypi"))


@pytest.fixture
def programs(npm_packages: Path, pywa_python: Path) -> Iterator[Mapping[str, Program]]:
    """Each library as a handler."""
    with ExitStack() as stack:
        yield {
            "whatsapp-api-js": stack.enter_context(
                running("node", "whatsapp_api_js.mjs", npm_packages)
            ),
            "whatsapp-cloud-api": stack.enter_context(
                running("node", "whatsapp_cloud_api.cjs", npm_packages)
            ),
            "@builderbot/provider-meta": stack.enter_context(
                running("node", "builderbot.cjs", npm_packages)
            ),
            "pywa": stack.enter_context(running(pywa_python, "pywa_handler.py", npm_packages)),
        }
