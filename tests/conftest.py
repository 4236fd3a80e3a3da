"""What tests of every folder may ask for."""

from tests.servers import kafka, postgres

__all__ = ["kafka", "postgres"]
