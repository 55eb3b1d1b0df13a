"""moneyloop for notebooks and programs: the rows of a report as a pandas DataFrame.

import moneyloop
moneyloop.frame("loops", max_hops=4)
"""

from moneyloop.frames import frame

__all__ = ["frame"]
