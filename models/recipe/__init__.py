"""How the recogniser is made: word lists, invented notes, training, measuring.

One thread for every linear algebra library, set before numpy is imported: the same seed then gives
the same weights however many cores a machine has.
"""

import os

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")
