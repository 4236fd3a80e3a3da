"""The only loops: they fetch batches, call the pipeline and keep the order of commits."""
