"""safeharbor: a HIPAA Safe Harbor de-identification pipeline (45 CFR 164.514(b)(2))."""

from importlib.metadata import version

__version__ = version("safeharbor-deid")
__all__ = ["__version__"]
