"""What a short run leaves out is there, and is distinguished by what it sends."""

import ast

from tests.pooler.transactions import AGAIN, MARK, Pair, pairs, repeated


def functions(name: str) -> set[str]:
    """The tests that a file of this folder takes over from another."""
    copied = ast.parse((AGAIN.parent / name).read_text("utf-8")).body[-1]
    assert isinstance(copied, ast.ImportFrom)
    source = AGAIN.parents[2] / f"{str(copied.module).replace('.', '/')}.py"
    nodes = ast.walk(ast.parse(source.read_text("utf-8")))
    return {each.name for each in nodes if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_whatever_is_left_out_is_there() -> None:
    for line in AGAIN.read_text("utf-8").splitlines():
        name, _, test = line.partition("::")
        assert test.partition("[")[0] in functions(name), line


def entry(session: int, text: str, who: str = "hookshift cli") -> str:
    return f"{MARK}{who}{MARK}{session}{MARK}LOG:  statement: {text}\n"


def test_a_transaction_is_told_by_its_statements_and_what_came_before() -> None:
    log = (
        entry(1, "BEGIN;") + entry(2, "SELECT 5") + entry(1, "UPDATE a\n\tSET b = 'c'")
        + entry(1, "COMMIT") + entry(1, "SELECT 1", "hookshift tests") + entry(3, "BEGIN")
    )  # fmt: skip
    who, update = "hookshift cli", "BEGIN; UPDATE a SET b = ?; COMMIT"
    assert pairs(log) == {(who, "", "SELECT ?"), (who, "SELECT ?", update), ("unfinished", "BEGIN")}


def test_only_those_are_left_out_that_others_make_up_for() -> None:
    one, two, three = (("a", "", str(number)) for number in range(3))
    sent: dict[str, set[Pair]] = {
        "one": {one},
        "both": {one, two},
        "two": {two},
        "three": {two, three},
        "none": set(),
    }
    left_out = repeated(sent)
    assert set().union(*(sent[name] for name in sent if name not in left_out)) == {one, two, three}
    assert left_out == ["both", "none", "two"]
