"""`hookshift completion`: what makes a shell complete commands and options."""

import click
from click.shell_completion import get_completion_class

_HOW = {
    "bash": "hookshift completion bash > /etc/bash_completion.d/hookshift",
    "zsh": 'hookshift completion zsh > "${fpath[1]}/_hookshift"',
    "fish": "hookshift completion fish > ~/.config/fish/completions/hookshift.fish",
}


@click.command(
    epilog="\b\n" + "\n".join(_HOW.values()),
)
@click.argument("shell", type=click.Choice(list(_HOW)))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Prints the script by which a shell completes `hookshift`."""
    kind = get_completion_class(shell)
    assert kind is not None
    root = context.find_root().command
    click.echo(kind(root, {}, "hookshift", "_HOOKSHIFT_COMPLETE").source())
