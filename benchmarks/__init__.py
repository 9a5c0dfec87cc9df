"""Comparisons with peers and wall times: `python -m benchmarks` runs them and writes RESULTS.md."""

import os

# One thread for everybody: numpy and scipy read these when they are first imported.
for _library in ("OMP", "OPENBLAS", "MKL"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")
