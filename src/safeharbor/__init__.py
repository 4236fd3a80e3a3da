"""safeharbor: a HIPAA Safe Harbor de-identification pipeline (45 CFR 164.514(b)(2))."""

__all__ = ["__version__"]


def __getattr__(name: str) -> str:
    """Return `__version__`; looking it up costs 50 ms that `safeharbor --help` does not pay."""
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415 - see above

        return version("safeharbor-deid")
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
