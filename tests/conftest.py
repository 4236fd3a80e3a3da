"""What tests of every folder may ask for."""

from tests.servers import kafka, postgres
from tests.vaults import tenants

__all__ = ["kafka", "postgres", "tenants"]
