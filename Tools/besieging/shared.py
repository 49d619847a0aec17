"""Makes what Tools/torture is made of importable here: the wire, the model, the checker, the daemon. Import it first."""

import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "tormenting"))
