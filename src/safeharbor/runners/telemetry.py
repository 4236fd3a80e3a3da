"""What a stream tells of itself: counts, lags and ages, as metrics, as health and as lines of JSON; never a value."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

    from safeharbor.protocols import Clock

_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_STALE: Final = 60.0  # seconds without a turn of the loop after which it is ill


class Telemetry:
    """Metrics of one stream, and its log. Labels are names of tables, treatments' counts and reasons."""

    def __init__(self, log: TextIO, clock: Clock) -> None:
        """Take where lines are written, and the clock that stamps them."""
        self._log = log
        self._clock = clock
        self.registry = CollectorRegistry()
        name = "safeharbor_stream"
        self._rows = Counter(f"{name}_rows", "Rows published.", ["table"], registry=self.registry)
        self._letters = Counter(
            f"{name}_dead_letters", "Records that could not be published.", ["table"], registry=self.registry
        )
        self._cells = Counter(
            f"{name}_cells", "Cells, by what became of them.", ["table", "what"], registry=self.registry
        )
        self._commits = Counter(f"{name}_commits", "Commits.", registry=self.registry)
        self._seconds = Histogram(
            f"{name}_commit_seconds",
            "Seconds from a record's arrival to its commit.",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._behind = Gauge(f"{name}_behind_records", "Records that wait to be read.", registry=self.registry)
        self._last = Gauge(f"{name}_last_commit_timestamp_seconds", "When the last commit was.", registry=self.registry)
        self._turn = time.monotonic()
        self._is_ready = False
        self.port: int | None = None

    def ready(self) -> None:
        """Say that the stream is open and reads."""
        self._is_ready = True
        self._turn = time.monotonic()
        self.say("ready", **({} if self.port is None else {"port": self.port}))

    def idle(self, *, behind: int | None) -> None:
        """Say that nothing came."""
        self._turn = time.monotonic()
        if behind is not None:
            self._behind.set(behind)

    def committed(
        self,
        rows: Mapping[str, int],
        *,
        letters: Mapping[tuple[str, str], int],
        counts: Mapping[tuple[str, str, str], int],
        seconds: float,
        behind: int | None,
    ) -> None:
        """Count one commit. `letters`: (table, reason) -> how many; `counts`: (table, column, what) -> how many."""
        self.idle(behind=behind)
        for table, number in rows.items():
            self._rows.labels(table).inc(number)
        for (table, _), number in letters.items():
            self._letters.labels(table).inc(number)
        for (table, _, what), number in counts.items():
            self._cells.labels(table, what).inc(number)
        self._commits.inc()
        self._seconds.observe(seconds)
        self._last.set(self._clock.now().timestamp())
        if letters:
            said = [{"table": table, "reason": reason, "records": count} for (table, reason), count in letters.items()]
            self.say("dead letters", letters=said)
        self.say("commit", rows=dict(rows), seconds=round(seconds, 4))

    def say(self, event: str, **counts: Any) -> None:  # noqa: ANN401 - counts and names, as JSON
        """Write one line of the log."""
        line = {"at": self._clock.now().isoformat(), "event": event, **counts}
        self._log.write(json.dumps(line, separators=(",", ":")) + "\n")
        self._log.flush()

    def health(self) -> tuple[bool, dict[str, Any]]:
        """Return whether the stream is well, and for how long it has not turned."""
        age = time.monotonic() - self._turn
        well = self._is_ready and age < _STALE
        return well, {"ready": self._is_ready, "seconds_since_turn": round(age, 1)}


class Endpoint:
    """`/metrics` and `/health` on this machine's loopback address."""

    def __init__(self, telemetry: Telemetry, port: int) -> None:
        """Listen; port 0 takes any."""
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler(telemetry))
        self._thread = threading.Thread(target=self._server.serve_forever, name="safeharbor-metrics", daemon=True)
        self._thread.start()
        telemetry.port = self.port

    @property
    def port(self) -> int:
        """The port listened on."""
        return int(self._server.server_address[1])

    def close(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler(telemetry: Telemetry) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            match self.path:
                case "/metrics":
                    self._answer(200, generate_latest(telemetry.registry), CONTENT_TYPE_LATEST)
                case "/health":
                    well, said = telemetry.health()
                    self._answer(200 if well else 503, json.dumps(said).encode(), "application/json")
                case _:
                    self._answer(404, b"", "text/plain")

        def log_message(self, *_: object) -> None:
            """Say nothing: requests are not news."""

        def _answer(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler
