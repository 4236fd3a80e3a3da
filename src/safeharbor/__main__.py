"""`python -m safeharbor` is the `safeharbor` command."""

from safeharbor.cli import main

main()
