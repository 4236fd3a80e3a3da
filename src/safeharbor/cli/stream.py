"""`safeharbor stream`: records as they come, through the same policy as a run."""

from pathlib import Path
from typing import Annotated

import typer


def stream(
    policy: Annotated[Path, typer.Argument(help="The policy file; its `stream` says from where to where.")],
    *,
    dead_letters: Annotated[
        bool, typer.Option("--dead-letters", help="Count the records that could not be published, by reason, and end.")
    ] = False,
    replay_dead_letters: Annotated[
        bool,
        typer.Option(
            "--replay-dead-letters",
            help="Send them through the policy as it is now; publish what can be, keep the rest, and end.",
        ),
    ] = False,
) -> None:
    """Run a stream until it ends or is told to stop (SIGTERM, SIGINT): what was read is then committed."""
    import signal
    import threading

    from safeharbor.assemble import SystemClock
    from safeharbor.policy.compiler import compile_policy
    from safeharbor.policy.loader import load_policy
    from safeharbor.runners.replay import replay
    from safeharbor.runners.stream import stream as run_stream
    from safeharbor.runners.telemetry import Endpoint
    from safeharbor.streaming import assemble_stream, stream_rule

    rules = compile_policy(load_policy(policy))
    port = stream_rule(rules).metrics_port
    stop = threading.Event()
    if not (dead_letters or replay_dead_letters):
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
    with assemble_stream(rules, clock=SystemClock()) as opened:
        if dead_letters:
            for table, reason, count in opened.ends.store.counts():
                typer.echo(f"{table}: {count} {reason}")
            return
        if replay_dead_letters:
            opened.telemetry.say("replayed", **replay(opened.assembly, opened.ends, opened.pace))
            return
        endpoint = None if port is None else Endpoint(opened.telemetry, port)
        try:
            run_stream(opened.assembly, opened.ends, opened.pace, opened.telemetry, stopping=stop.is_set)
        finally:
            if endpoint is not None:
                endpoint.close()
        opened.telemetry.say("stopped")
