"""The golden cases: a settings file each, with the complaints that it must give."""

from pathlib import Path

from hookshift.config.faults import ConfigError
from hookshift.config.load import load

FOLDER = Path(__file__).parent.parent / "golden" / "config"
ENVIRON = "# environ: "


def environ_of(path: Path) -> dict[str, str]:
    """The environment that the file asks for in its first lines."""
    lines = path.read_bytes().decode("utf-8", "replace").splitlines()
    pairs = [line.removeprefix(ENVIRON) for line in lines if line.startswith(ENVIRON)]
    return {
        name: value.replace("\\n", "\n")
        for name, _, value in (pair.partition("=") for pair in pairs)
    }


def complaints(path: Path) -> str:
    """Faults, or else warnings, one per line."""
    try:
        settings = load(path, environ_of(path))
    except ConfigError as error:
        return "".join(f"{fault}\n" for fault in error.faults)
    return "".join(f"warning: {warning}\n" for warning in settings.warnings)
