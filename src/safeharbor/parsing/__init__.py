"""Reading what people wrote: canonical forms of identifiers, dates and ages of every style."""
