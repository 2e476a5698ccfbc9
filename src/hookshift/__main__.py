"""The `hookshift` program; also `python -m hookshift`.

Nothing is imported up here: each process that this one spawns runs its parent's main script once
more, and should get nothing from it.
"""


def main() -> None:
    """Runs the command that is given on the command line."""
    from hookshift.loading import loading  # noqa: PLC0415

    with loading():
        from hookshift.cli.main import main as command  # noqa: PLC0415

    command()


if __name__ == "__main__":
    main()
