"""What tests of every folder may ask for, and how hypothesis runs."""

from hypothesis import settings

from tests.mysqlservers import mysql
from tests.servers import kafka, postgres
from tests.vaults import tenants

__all__ = ["kafka", "mysql", "postgres", "tenants"]

# a slow machine is no wrong answer
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
