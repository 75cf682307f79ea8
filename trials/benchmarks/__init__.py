"""Speed as a ratio beside a floor, measured in one run on one machine: `python -m trials.benchmarks`."""
