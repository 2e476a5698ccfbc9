"""`hookshift alerts` shows what is wrong and what was."""

import json

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
    found = hookshift("alerts", "--open")
    assert found.exit_code == 3
    assert "inbox old" in found.output
    assert OLD.text in " ".join(found.output.split())
    seen(hookshift)
    assert hookshift.json("alerts", "--open") == []
    (over,) = hookshift.json("alerts")
    assert (over["kind"], over["ended_at"] is None) == ("inbox_old", False)


def test_whoever_takes_note_ends_exit_code_3(database_url: str) -> None:
    hookshift = Hookshift(database_url)
    assert hookshift("status").exit_code == 3, "no gateway is running"
    refused = hookshift("alerts", "ack", "slow", "--reason", "x")
    assert (refused.exit_code, "there is no slow now" in refused.stderr) == (1, True)
    assert "reason" in hookshift("alerts", "ack", "gateways").stderr
    found = hookshift.works("alerts", "ack", "gateways", "--reason", "planned [2]")
    assert "acknowledged by" in found
    status = hookshift.works("status")
    assert "no gateway is running (acknowledged by" in status
    assert "planned [2]" in status
    (problem,) = hookshift.json("status")["problems"]
    assert problem["acknowledged"]["reason"] == "planned [2]"
    assert problem["help"] == "docs/operating.md#gateways"
    assert hookshift.works("alerts", "unsilence", "gateways") == "ended\n"
    assert hookshift("status").exit_code == 3
    again = hookshift("alerts", "unsilence", "gateways")
    assert "no acknowledgement or silence to end" in again.stderr


def test_silence_for_a_time(database_url: str) -> None:
    hookshift = Hookshift(database_url)
    ahead = ("alerts", "silence", "inbox_old", "wa-webhook-jobs", "--for", "2h", "--reason", "x")
    assert "silenced by" in hookshift.works(*ahead)
    seen(hookshift, OLD)
    assert hookshift.json("alerts") == [], "nobody is notified"
    hookshift.sql("UPDATE hookshift.alert_silences SET until = now()")
    seen(hookshift, OLD)
    (alert,) = json.loads(hookshift("alerts", "--json").stdout)
    assert alert["acknowledged"] is None
    hookshift.works(*ahead)
    found = hookshift("alerts", "--open")
    assert (found.exit_code, "silenced by" in found.stdout) == (0, True)
