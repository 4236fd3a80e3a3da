"""Connections to Kafka: settings that keep traffic protected, and errors that say no value."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from safeharbor.errors import MissingExtraError, PolicyError, SafeHarborError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import ModuleType

_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
_SECRET: Final = ("password", "secret", "key.pem", "oauthbearer.config", "sasl.username")
_PROTECTED: Final = frozenset({"ssl", "sasl_ssl"})


@dataclass(frozen=True, slots=True)
class Brokers:
    """Where a Kafka cluster is. `options`: librdkafka's settings; `options_env`: a variable with more, as JSON."""

    servers: str
    options: Mapping[str, str] = field(default_factory=dict)
    options_env: str | None = None

    def settings(self) -> dict[str, Any]:
        """Return the client's settings; raises PolicyError for secrets in the policy and for traffic in the clear."""
        if any(word in name for name in self.options for word in _SECRET):
            message = "the policy's Kafka options hold a password or the like"
            raise PolicyError(message, hint="put it as JSON into a variable and name that in `options_env`")
        given: dict[str, Any] = {"bootstrap.servers": self.servers, "log_level": 0, **self.options, **self._private()}
        local = all(server.strip().rpartition(":")[0] in _LOCAL for server in self.servers.split(","))
        if not local:
            verified = str(given.get("enable.ssl.certificate.verification", "true")).lower() == "true"
            named = str(given.get("ssl.endpoint.identification.algorithm", "https")).lower() == "https"
            protocol = str(given.setdefault("security.protocol", "ssl")).lower()
            if protocol not in _PROTECTED or not verified or not named:
                message = "the Kafka options let records travel in the clear, or to a broker that is not verified"
                raise PolicyError(
                    message, hint="set security.protocol to ssl or sasl_ssl; only local brokers may do without"
                )
        return given

    def _private(self) -> dict[str, Any]:
        if self.options_env is None:
            return {}
        try:
            held = json.loads(os.environ[self.options_env])
        except (KeyError, ValueError):
            held = None
        if not isinstance(held, dict):
            message = f"the environment variable {self.options_env} holds no JSON object of Kafka settings"
            raise PolicyError(message, hint='set it, such as {"sasl.username": "..", "sasl.password": ".."}')
        return held


def client() -> ModuleType:
    """Return confluent_kafka; raises MissingExtraError where it is not installed."""
    try:
        import confluent_kafka  # noqa: PLC0415 - an optional library
    except ImportError:
        message = "Kafka needs confluent-kafka, which is not installed"
        raise MissingExtraError(message, hint="pip install 'safeharbor-deid[kafka]'") from None
    return confluent_kafka  # type: ignore[no-any-return]


@contextmanager
def translated(what: str, *, error: type[SafeHarborError]) -> Iterator[None]:
    """Turn the client's errors into `error`: what was being done, and the name of the fault alone."""
    try:
        yield
    except client().KafkaException as raised:
        fault = raised.args[0]
        name = fault.name() if hasattr(fault, "name") else "unknown"
        message = f"Kafka refuses ({what}, {name})"
        raise error(message, hint="check brokers, topics and rights; the stream goes on where it was") from None
