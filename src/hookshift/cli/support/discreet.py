"""What must not leave an installation: numbers of people, ids that hold them."""

import json
import re
from typing import Any

from hookshift.domain.privacy import without_ids

_FOUND = re.compile(
    r"(?P<kept>\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(?!\d)"  # a time
    r"|(?<![\d.])\d{1,3}\.\d++(?![.-]\d))"  # a decimal
    r"|\d{7,}"
    r"|(?<!\w)\+?\(?\d(?:[ ()./-]{0,2}\d){6,}"  # with gaps
)
"""Seven digits and more, and what looks like them and is no number of a person's."""


def text(plain: str) -> str:
    """`plain` with a mark for each number that may be somebody's."""
    return _FOUND.sub(lambda found: found["kept"] or "#", without_ids(plain))


def data(value: Any) -> Any:
    """`value` with every text in it made discreet; numbers count something and stay."""
    if isinstance(value, dict):
        return {text(str(key)): data(item) for key, item in value.items()}
    if isinstance(value, list):
        return [data(item) for item in value]
    return text(value) if isinstance(value, str) else value


def document(written: str) -> str:
    """The JSON `written`, made discreet; as text if it is none."""
    try:
        return json.dumps(data(json.loads(written)), indent=2, ensure_ascii=False)
    except ValueError:
        return text(written)
