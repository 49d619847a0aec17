"""Makes importable what Tools/torture is made of (the wire, the model, the checker, the daemon), and hypothesis, which runs out
of the archives that Tools/setup fetches. Import it first."""

import os
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WHEELS = [wheel for name in ("hypothesis", "sortedcontainers") for wheel in sorted((ROOT / ".build-schemas").glob(f"{name}-*.whl"))[-1:]]
sys.path += [str(ROOT / "Tools" / "tormenting"), *map(str, WHEELS)]
# What hypothesis notes about the code it tries: nowhere beside it.
os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(ROOT / ".build-hypothesis"))
