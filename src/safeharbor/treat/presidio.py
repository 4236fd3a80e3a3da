"""The treatments as presidio-anonymizer operators, for pipelines that already use Presidio.

`AnonymizerEngine` takes operator classes: one is made for each treatment, with the settings closed in.
What a treatment cannot read becomes the entity's label, `<DATE_TIME>`; nothing is passed through.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from safeharbor.errors import MissingExtraError, PolicyError
from safeharbor.identifiers import DataKind
from safeharbor.protocols import RowContext
from safeharbor.treat import TREATMENTS, treatment
from safeharbor.treat.settings import AGED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safeharbor.treat import Settings

OFFERED: Final = ("year", "birth_year", "age_cap", "zip3", "state", "tokenize", "surrogate")


def operators(settings: Settings) -> dict[str, type[Any]]:
    """Return operator name (`safeharbor_year`) -> class, ready for `AnonymizerEngine.add_anonymizer`.

    An operator's parameters: `kind` (a kind of data, such as `mrn`), `system` and `subject` (the
    person's key), each as in a policy. Raises MissingExtraError without presidio-anonymizer.
    """
    try:
        from presidio_anonymizer.operators import Operator, OperatorType  # noqa: PLC0415 - only its users pay for it
    except ImportError:
        message = "presidio-anonymizer is not installed"
        raise MissingExtraError(message, hint="pip install presidio-anonymizer") from None

    def made(treatment_name: str) -> type[Any]:
        class SafeHarborOperator(Operator):  # type: ignore[misc]  # presidio has no types
            """Treat one span of text."""

            def operate(self, text: str, params: Mapping[str, Any] | None = None) -> str:
                """Return what the treatment makes of `text`, or the entity's label."""
                return _treated(treatment_name, text, params or {}, settings)

            def validate(self, params: Mapping[str, Any] | None = None) -> None:
                """Raise PolicyError for a kind that does not exist."""
                _settings(params or {}, settings)

            def operator_name(self) -> str:
                """Return the name that Presidio's configuration uses."""
                return f"safeharbor_{treatment_name}"

            def operator_type(self) -> Any:  # noqa: ANN401 - presidio has no types
                """Return that this operator anonymizes."""
                return OperatorType.Anonymize

        return SafeHarborOperator

    return {f"safeharbor_{name}": made(name) for name in TREATMENTS if name in OFFERED}


def _settings(params: Mapping[str, Any], settings: Settings) -> Settings:
    try:
        kind = DataKind(params.get("kind", settings.kind))
    except ValueError:
        message = "unknown kind of data in an operator's parameters"
        raise PolicyError(message, hint=f"one of {', '.join(DataKind)}") from None
    return replace(settings, kind=kind, system=str(params.get("system", settings.system or kind)))


def _treated(name: str, text: str, params: Mapping[str, Any], settings: Settings) -> str:
    subject = params.get("subject")
    rows = RowContext() if subject is None else RowContext(subject=pl.Series([str(subject)]))
    done = treatment(name, _settings(params, settings)).treat(pl.Series([text], dtype=pl.String), rows).values[0]
    if done is None:
        return f"<{params.get('entity_type', 'DEFAULT')}>"
    return f"{AGED}+" if name == "age_cap" and done == AGED else str(done)
