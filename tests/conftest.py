"""What tests of every folder may ask for, and how hypothesis runs."""

from hypothesis import settings

from tests.mysqlservers import mysql
from tests.servers import kafka, postgres
from tests.vaults import tenants

__all__ = ["kafka", "mysql", "postgres", "tenants"]

# a slow machine is no wrong answer; the same code gets the same examples, and `make fuzz` looks for new ones
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("random", deadline=None)
settings.load_profile("repeatable")
