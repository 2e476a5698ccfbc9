"""From rounds to a table: medians, ranges, and ratios within a round."""

from bench import latency, memory, report, throughput

TITLES = {name: name.upper() for name in ("hookshift", "haproxy", "router", "direct")}


def turn(subject: str, number: int, rate: float, faults: tuple[str, ...] = ()) -> throughput.Round:
    return throughput.Round(
        subject=subject,
        round=number,
        rate=rate,
        p50=1.0,
        p99=2.0,
        p999=3.0,
        cpu=20.0,
        settled_cpu=24.0,
        answered=1,
        subject_core=1.0,
        load_core=0.5,
        faults=list(faults),
    )


def test_ratios_are_taken_within_a_round() -> None:
    # The machine was half as fast in round 2: the ratio of medians would be wrong, 0.5 is right.
    rounds = [
        turn("hookshift", 1, 50),
        turn("haproxy", 1, 100),
        turn("hookshift", 2, 25),
        turn("haproxy", 2, 50),
        turn("hookshift", 3, 30),
        turn("haproxy", 3, 60),
    ]
    ours, haproxy = report.throughput_table(rounds, TITLES).rows
    assert ours[:4] == ("HOOKSHIFT", "0.50", "-", "30 (25-50)")
    assert haproxy[1] == "1.00"


def test_a_failed_self_check_is_shown() -> None:
    table = report.throughput_table([turn("router", 2, 1, ("lost one",))], TITLES)
    assert list(table.notes) == ["router, round 2: lost one"]
    assert "lost one" in report.markdown([table], {"cores": "2"}, "make bench")


def test_added_latency_is_against_the_direct_way_of_the_same_round() -> None:
    def turn(subject: str, number: int, p99: float) -> latency.Round:
        return latency.Round(
            subject=subject,
            round=number,
            p50=1.0,
            p90=1.0,
            p99=p99,
            p999=9.0,
            slowest=9.0,
            sent_late_p99=0.1,
            answered=1,
            subject_core=0.5,
            load_core=0.5,
            faults=[],
        )

    rounds = [
        turn("direct", 1, 1.0),
        turn("hookshift", 1, 3.0),
        turn("direct", 2, 5.0),
        turn("hookshift", 2, 6.0),
    ]
    direct, ours = report.latency_table(rounds, TITLES, 3_300).rows
    assert direct[3] == "-"
    assert ours[1] == "1.00 / 4.50 / 9.00"
    assert ours[3] == "1.50 (1.00-2.00)"


def test_memory_growth_is_a_line_through_all_samples_but_the_first() -> None:
    mib = 2**20
    # A jump while it warms up, then 1 MiB for each 100,000 requests in the larger process.
    samples = [memory.Sample(1, (10 * mib, 10 * mib))]
    samples += [memory.Sample(n * 100_000, (20 * mib, (40 + n) * mib)) for n in range(1, 11)]
    result = memory.summary("hookshift", samples, [])
    assert (result.first, result.last, result.largest) == (10, 50, 50)
    assert round(result.slope_kib) == 1024
    (row,) = report.memory_table([result], TITLES).rows
    assert row == ("HOOKSHIFT", "1,000,000", "10.0", "50.0", "50.0", "+1024")


def test_markdown_is_a_table() -> None:
    table = report.throughput_table([turn("router", 1, 5_000)], TITLES)
    lines = report.markdown([table], {"cores": "2", "kernel": "6"}, "make bench").splitlines()
    assert lines[0] == "Measured by `make bench` on: cores 2, kernel 6."
    rows = [line for line in lines if line.startswith("|")]
    assert len({line.count("|") for line in rows}) == 1
    assert len(rows) == 3
