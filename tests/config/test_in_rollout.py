"""What an open rollout keeps of the settings of conversations."""

import json
from pathlib import Path

import pytest

from hookshift.config.durations import read_duration
from hookshift.config.in_rollout import SPANS, as_recorded, is_kept, kept_settings, moved
from hookshift.config.load import load
from hookshift.config.people import hash_keys
from hookshift.config.schema.settings import Settings

FILE = """
[recorder]
hash_key = ["key-one-of-the-tests", "key-two-of-the-tests"]
[conversations]
groups = "one"
context = "12h"
affinity = "20m"
[[sources]]
name = "first"
provider = "generic"
path = "/first"
default_handler = "old"
conversations = "on"
[[sources]]
name = "second"
provider = "generic"
path = "/second"
default_handler = "old"
conversations = "observe"
[handlers.old]
url = "http://127.0.0.1:1/old"
"""


def settings(folder: Path, *changes: tuple[str, str]) -> Settings:
    text = FILE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "hookshift.toml"
    path.write_text(text)
    return load(path, {})


TURNED = ('["key-one-of-the-tests", "key-two-of-the-tests"]',
          '["key-two-of-the-tests", "key-one-of-the-tests"]')  # fmt: skip
REPLACED = ("key-one-of-the-tests", "another-of-the-tests")
RENAMED = ('name = "first"', 'name = "another"')
OFF = ('conversations = "on"', 'conversations = "off"')
ON = ('conversations = "observe"', 'conversations = "on"')
MEMBERS = ('groups = "one"', 'groups = "members"')
FORGETS = ('context = "12h"', 'context = "11h59m"')
MOVES = ('affinity = "20m"', 'affinity = "5m"')
HOLDS = ('affinity = "20m"', 'affinity = "1h"')
AT_MOST = ('affinity = "20m"', 'affinity = "20m"\nmax_affinity = "1h"')


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (OFF, "source first"),
        (RENAMED, 'source first, whose conversations were "on", was renamed or removed'),
        (ON, "source second"),
        (MEMBERS, "groups"),
        (FORGETS, "conversations.context"),
        (MOVES, 'conversations.affinity is "5m" and was "20m"'),
        (HOLDS, "conversations.affinity"),
        (AT_MOST, "conversations.max_affinity"),
        (TURNED, "hash_key"),
        (REPLACED, "hash_key"),
    ],
)
def test_what_moves_people_is_told(tmp_path: Path, change: tuple[str, str], word: str) -> None:
    began = json.loads(json.dumps(kept_settings(settings(tmp_path))))
    assert moved(settings(tmp_path), began) == []
    changed = settings(tmp_path, change)
    (found,) = moved(changed, began)
    assert word in found
    if change not in (REPLACED, RENAMED):
        assert moved(as_recorded(changed, began), began) == []


def test_what_is_put_back_is_as_it_was(tmp_path: Path) -> None:
    before = settings(tmp_path)
    changed = settings(tmp_path, OFF, ON, MEMBERS, FORGETS, AT_MOST, TURNED)
    again = as_recorded(changed, kept_settings(before))
    assert [each.conversations for each in again.sources] == ["on", "observe"]
    assert hash_keys(again) == hash_keys(before)
    assert again == before


def test_a_key_that_is_gone_is_not_had_again(tmp_path: Path) -> None:
    began = kept_settings(settings(tmp_path))
    changed = settings(tmp_path, REPLACED)
    assert hash_keys(as_recorded(changed, began)) == hash_keys(changed)
    none = settings(tmp_path, (TURNED[0], '["x-of-the-tests-x"]'))
    without = none.model_copy(update={
        "recorder": none.recorder.model_copy(update={"hash_key": None}),
        "sources": tuple(
            each.model_copy(update={"conversations": "off"}) for each in none.sources
        ),
    })  # fmt: skip
    assert [each.conversations for each in as_recorded(without, began).sources] == ["off", "off"]


def test_what_was_not_recorded_differs_from_nothing(tmp_path: Path) -> None:
    """By a version that kept less."""
    began = kept_settings(settings(tmp_path))
    for name in SPANS:
        del began[name]
    assert moved(settings(tmp_path, MOVES), began) == []
    kept = as_recorded(settings(tmp_path, MOVES), began).conversations
    assert kept.affinity == read_duration("5m")


def test_other_changes_move_nobody(tmp_path: Path) -> None:
    began = kept_settings(settings(tmp_path))
    more = FILE + (
        '[[sources]]\nname = "third"\nprovider = "generic"\npath = "/third"\n'
        'default_handler = "old"\nconversations = "on"\n'
    )
    path = tmp_path / "more.toml"
    path.write_text(more)
    assert moved(load(path, {}), began) == []
    off = settings(tmp_path, OFF, ('conversations = "observe"', 'conversations = "off"'))
    assert moved(settings(tmp_path, OFF, ("observe", "off"), TURNED), kept_settings(off)) == []


def test_a_source_that_remembers_nobody_may_be_renamed(tmp_path: Path) -> None:
    began = kept_settings(settings(tmp_path, OFF))
    assert moved(settings(tmp_path, OFF, RENAMED), began) == []


def test_another_name_hides_no_change_of_a_source(tmp_path: Path) -> None:
    began = kept_settings(settings(tmp_path, OFF))
    renamed = settings(tmp_path, RENAMED)
    (found,) = moved(renamed, began)
    assert found == (
        'source another, whose conversations are "on", is new while first, whose conversations '
        'were "off", was renamed or removed'
    )
    kept = as_recorded(renamed, began)
    assert [each.conversations for each in kept.sources] == ["off", "observe"]
    assert moved(kept, began) == []


def test_what_a_renamed_source_had_is_not_had_again(tmp_path: Path) -> None:
    began = kept_settings(settings(tmp_path))
    renamed = settings(tmp_path, RENAMED)
    assert as_recorded(renamed, began) == renamed


def test_a_key_is_not_told(tmp_path: Path) -> None:
    assert "of-the-tests" not in json.dumps(kept_settings(settings(tmp_path)))


def test_which_keys_are_kept() -> None:
    for key in ("sources.first.conversations", "conversations.groups", "recorder.hash_key[0]"):
        assert is_kept(key)
    for key in ("conversations.context", "conversations.affinity", "conversations.max_affinity"):
        assert is_kept(key)
    for key in ("sources.first.path", "conversations.reset_words", "recorder.hash_key[1]"):
        assert not is_kept(key)
