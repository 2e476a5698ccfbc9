"""`hookshift conversations report`: how events found their domain, and where they would go."""

from tests.cli.conftest import Hookshift

INSERT = """
INSERT INTO webhook_routing_logs
  (webhook_name, source, domain, routed_to, status, attempt, reason, domain_by, observed, person,
   created_at)
VALUES ('handler', 'whatsapp', $1, 'legacy', 'success', $2, 'no_rule', $3, $4, $5,
        now() - $6::integer * interval '1 minute')
"""


def log(
    hookshift: Hookshift,
    by: str | None,
    *,
    domain: str = "unknown",
    observed: str | None = None,
    person: int = 1,
    attempt: int = 1,
    ago: int = 1,
) -> None:
    hookshift.sql(INSERT, domain, attempt, by, observed, person, ago)


def test_what_is_observed_is_summed_up(hookshift: Hookshift) -> None:
    for person in (1, 1, 2):
        log(hookshift, "context", observed="jobs/unified", person=person)
    log(hookshift, "rule", domain="jobs")
    rows = hookshift.json("conversations", "report")
    assert [(row["domain_by"], row["observed"], row["events"], row["people"]) for row in rows] == [
        ("context", "jobs/unified", 3, 2),
        ("rule", None, 1, 1),
    ]
    said = hookshift.works("conversations", "report")
    assert "3 of 4 events would have gone elsewhere." in said
    assert "context: no rule claims it, so it continues the conversation" in said


def test_only_first_attempts_of_that_time_and_of_sources_with_conversations_count(
    hookshift: Hookshift,
) -> None:
    log(hookshift, "context", attempt=2)
    log(hookshift, "context", ago=61)
    log(hookshift, None)
    assert hookshift.json("conversations", "report") == []
    assert "No event of this period has a conversation." in hookshift.works(
        "conversations", "report"
    )
    assert len(hookshift.json("conversations", "report", "--minutes", "120")) == 1
