"""How fast it is, each figure against what is possible and measured in turn with it: `python -m tests.benchmarks`."""
