"""The screen of `hookshift rollout status` and `watch`."""

import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from hookshift.domain.rollout.progress import World
from hookshift.domain.rollout.state import Interfered, Paused, Promoted, Resumed, RolledBack
from hookshift.view.health import faults
from hookshift.view.screen import Screen
from hookshift.view.view_model import Picture
from tests.demo.text import printed
from tests.view.stories import ADA, DOMAINS, NIGHTS, PLAN, Story, traffic

NARROW, LOW = 80, 24


def shown(picture: Picture, width: int = 160, height: int | None = None) -> str:
    return printed(Screen(picture, faults(picture), None, height), width)


def row(said: str, gate: str, domain: str = "jobs") -> str:
    """The row of a gate in one domain, each run of spaces as one, without the domain's name."""
    lines = said.splitlines()
    (first,) = [n for n, line in enumerate(lines) if re.match(rf"  {domain} +errors ", line)]
    found = next(line for line in lines[first : first + 4] if f" {gate} " in line)
    return " ".join(found.split()).removeprefix(f"{domain} ")


@pytest.fixture(scope="module")
def running() -> Story:
    return Story().hours(0.5, traffic(120))


@cache
def stories() -> list[Picture]:
    """One of each phase, and of what disturbs it."""
    running = Story().hours(0.5, traffic(120))
    approval = PLAN._replace(stages=tuple(s._replace(approval=True) for s in PLAN.stages))
    waits = Story(approval).hours(4.5, traffic(120))
    paused = Story().hours(1, traffic(120))
    paused.apply(Paused(paused.now, "lunch"))
    disturbed = Story().hours(1, traffic(120))
    disturbed.apply(Interfered(disturbed.now, "eve (psql) changed 10 % to 35 %"))
    back = Story(stage=2).hours(0.1, traffic(120, 0.35))
    back.apply(RolledBack(back.now, 0, "no"))
    window = World(0, None, "no promotion from 22:00 to 06:00 (UTC)")
    return [
        running.picture(),
        Story().picture(),
        waits.picture(),
        paused.picture(),
        disturbed.picture(),
        back.picture(),
        Story().hours(4.5, traffic(120), window).picture(calendar=NIGHTS),
        Story().hours(0.1, traffic(120)).hours(0.1, traffic(1200, jobs=15)).picture(),
        Story(stage=5).hours(49, traffic(120, 1.0)).picture(),
        Story().hours(4.5, traffic(20)).picture(workers=(), lease=None),
        running.picture(rollout=None, entries=()),
    ]


def test_where_it_is_and_since_when(running: Story) -> None:
    output = shown(running.picture())

    assert output.startswith("rollout 7  ▶ running  stage 1 of 6, 10 %, since 08:00 (30 min)")
    assert output.splitlines()[0].endswith("08:30:00 UTC")
    assert output.splitlines()[1] == "✔ healthy"
    assert "▶  10 %  hold 30 min of 4.0 h ━━──────────────\n" in output


def test_a_gate_that_has_not_seen_enough(running: Story) -> None:
    assert row(shown(running.picture()), "errors", "marketplace") == (
        "errors … insufficient 0 / 0.1 % < 1 % 1.07 % 336 of 360 2 min 6 more"
    )


def test_delivery_is_shown_as_a_share_of_what_was_delivered(running: Story) -> None:
    assert row(shown(running.picture()), "delivery").startswith(
        "delivery … insufficient 100 / 99.9 % > 99 % 98.9 % 336 of 360"
    )


def test_latency_is_in_milliseconds(running: Story) -> None:
    assert row(shown(running.picture()), "latency").startswith(
        "latency ✔ pass 12 / 2,000 ms < 2,000 ms 12 ms 336 "
    )


def test_observed_beside_configured_share(running: Story) -> None:
    output = shown(running.picture())

    assert row(output, "share") == "share ✔ pass 10 / 10 % 3,600 new"
    assert "10 % configured, observed: jobs 10, marketplace 10, property 10" in output


def test_a_narrow_terminal_leaves_out_what_matters_less(running: Story) -> None:
    output = shown(running.picture(), NARROW)

    assert "to fail" not in output
    assert row(output, "errors") == "errors … insufficient 0 / 0.1 % 1.07 % 336/360 2 min"


def test_what_is_not_known_is_a_dash() -> None:
    output = shown(Story().picture())

    assert row(output, "errors") == "errors - - / 0.1 % < - - - - -"
    assert "observed: jobs -, marketplace -, property -" in output
    assert " 0 " not in output.split("n of needed")[1].split("○")[0]


def test_stages_that_are_done_and_to_come() -> None:
    output = shown(Story().hours(4, traffic(120)).hours(1, traffic(120, 0.25)).picture())

    assert "✔  10 %  passed: 08:00 to 12:00, 4.0 h" in output
    assert "▶  25 %  hold 60 min of 4.0 h" in output
    assert "○ 100 %  to come, hold 2.0 days" in output


def test_a_stage_that_a_person_went_on_from_without_proof() -> None:
    story = Story().hours(0.1, traffic(120))
    story.apply(Promoted(story.now, 0, override=True, reason="it is Friday"))

    assert "!  10 %  overridden: 08:00:00 to 08:06:00, 6 min" in shown(story.picture())


def test_a_stage_that_was_begun_anew_does_not_make_the_one_before_it_longer() -> None:
    story = Story().hours(4, traffic(120)).hours(1, traffic(120, 0.25))
    story.apply(Interfered(story.now, "eve"))
    story.apply(Resumed(story.now + 60))
    story.hours(1, traffic(120, 0.25))

    assert "✔  10 %  passed: 08:00 to 12:00, 4.0 h" in shown(story.picture())


def test_stages_before_the_one_that_was_started_with() -> None:
    assert "-  10 %  left out, hold 4.0 h" in shown(Story(stage=1).picture())


def test_who_did_what_and_why_the_newest_first() -> None:
    story = Story().hours(1, traffic(120))
    story.apply(Paused(story.now, "lunch\n[red]now\x1b[31m"), ADA)
    lines = shown(story.picture()).splitlines()

    assert lines[-3].startswith("history     09:00:00 paused  lunch [red]now")
    assert lines[-3].endswith(" (ada@ops)")
    assert "\x1b" not in "".join(lines)
    assert lines[-2].split() == [
        "08:00",
        "started",
        "stage",
        "1",
        "of",
        "6,",
        "10",
        "%",
        "(ada@ops)",
    ]


def test_guards_that_are_touched_are_not_called_untouched(running: Story) -> None:
    assert "~ mobility  ~ profile  ~ insurance  ~ unknown  untouched" in shown(running.picture())

    moved = {"mobility": traffic(100)["jobs"]}
    output = shown(Story().hours(0.1, {**traffic(120), **moved}).picture())

    assert "✘ fail mobility" in output
    assert "untouched, none worse" not in output
    assert "mobility: 10 requests went to unified, which must get none" in output


def test_who_leads_and_who_follows(running: Story) -> None:
    output = shown(running.picture())

    assert "gateways    2 of 2 workers follow version 41" in output
    assert "controller  ops-1 (pid 4242) leads, term 3, last evaluation 0 s ago" in output

    output = shown(running.picture(workers=(), lease=None))

    assert "no gateway is running" in output
    assert "no controller leads" in output


def test_routing_that_is_off_is_said(running: Story) -> None:
    picture = running.picture()
    assert picture.config is not None
    off = picture._replace(config=picture.config._replace(enabled=False))

    assert "routing is OFF: everybody goes to legacy" in shown(off)


def test_a_banner_stands_above_everything_and_nothing_is_called_all_right(running: Story) -> None:
    picture = running.picture()
    output = printed(Screen(picture, [], Text("STALE")), NARROW)

    assert output.startswith("STALE")
    assert "healthy" not in output


def test_everything_fits_a_low_narrow_terminal_and_faults_come_before_details() -> None:
    for picture in stories():
        lines = shown(picture, NARROW, LOW).splitlines()
        assert len(lines) <= LOW
        assert max(cell_len(line) for line in lines) <= NARROW
        text = " ".join(" ".join(lines).split())
        for fault in faults(picture):
            assert " ".join(fault.split())[:60] in text
        assert "next " in text


def test_what_must_not_be_left_out_is_there_however_small_the_terminal(running: Story) -> None:
    output = shown(running.picture(), NARROW, 16)

    assert "rollout 7  ▶ running  stage 1 of 6, 10 %" in output
    assert "✔ 6 other gates pass" in output
    assert "stage 2 of 6, 25 %, at the earliest 12:00" in output
    assert row(output, "errors")


@settings(deadline=None)
@given(width=st.integers(40, 200), height=st.integers(1, 60), which=st.integers(0, 10))
def test_no_frame_is_larger_than_its_terminal(width: int, height: int, which: int) -> None:
    lines = shown(stories()[which], width, height).splitlines()

    assert len(lines) <= height
    assert all(cell_len(line) <= width for line in lines)


def test_colour_is_never_the_only_sign() -> None:
    """Every verdict and phase says its word, whatever the terminal shows of colours."""
    words = {"pass", "fail", "insufficient", "idle", "starved", "blind", "off"}
    for picture in stories():
        if picture.rollout is None:
            continue
        output = shown(picture)
        kinds = {verdict.kind.value for verdict in picture.rollout.verdicts}
        assert kinds <= words
        for domain in DOMAINS if picture.rollout.verdicts else ():
            assert row(output, "errors", domain).split()[2] in words
