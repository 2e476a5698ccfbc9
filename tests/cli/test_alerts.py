"""`hookshift alerts` shows what is wrong and what was."""

from hookshift.domain.alerts import Alert, AlertKind
from hookshift.store.alerts import note
from hookshift.store.database import connection
from tests.cli.conftest import Hookshift
from tests.conftest import outside_the_loop

OLD = Alert(AlertKind.INBOX_OLD, "wa-webhook-jobs", "an event has waited for 6 min")


def seen(hookshift: Hookshift, *wrong: Alert) -> None:
    async def work() -> None:
        async with connection(hookshift.url, "tests") as opened:
            await note(opened, wrong, 0.0)

    outside_the_loop(work())


def test_open_ones_are_a_reason_for_exit_code_3(database_url: str) -> None:
    hookshift = Hookshift(database_url)
    assert "nothing" in hookshift.works("alerts")
    seen(hookshift, OLD)
    told = hookshift("alerts", "--open")
    assert told.exit_code == 3
    assert "inbox old" in told.output
    assert OLD.text in " ".join(told.output.split())
    assert f"degraded: {OLD.text}" in hookshift("status").output
    seen(hookshift)
    assert hookshift.json("alerts", "--open") == []
    (over,) = hookshift.json("alerts")
    assert (over["kind"], over["ended_at"] is None) == ("inbox_old", False)
