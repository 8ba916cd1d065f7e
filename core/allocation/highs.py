"""Linear and mixed-integer programmes by HiGHS, with tolerances that a proof needs."""

from dataclasses import dataclass
from typing import Any, Final

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from core.allocation.constraints import NoPlanError
from core.curves import Floats

TOLERANCE: Final = 1e-9
"""By how much rows and whole numbers may be missed; with HiGHS's own 1e-6 a plan borrows a millionth of a campaign."""


class _Quiet(highspy.Highs):
    """HiGHS without callbacks: none are used, and its banner on standard output comes with them."""

    def enableCallbacks(self) -> None:  # noqa: N802, the name is theirs
        """Leave them off."""


@dataclass(frozen=True, eq=False)
class Solution:
    """The answer to a programme.

    Attributes:
        x: Columns; None where none were found in time.
        bound: No columns within the rows bring more.
        row_price: What a unit more of each row brings; zeros where there are whole numbers.
    """

    x: Floats | None
    bound: float
    row_price: Floats


def maximize(
    gain: Floats, rows: csc_array, low: Floats, high: Floats, whole: NDArray[np.bool_], seconds: float
) -> Solution:
    """Return the columns between 0 and 1 that bring most within the rows.

    Args:
        gain: What a column brings, shape (columns,).
        rows: Coefficients, shape (rows, columns).
        low: Lowest sum of each row; minus infinity where there is none.
        high: Highest sum of each row; infinity where there is none.
        whole: Which columns must be 0 or 1, shape (columns,).
        seconds: Most time to take.

    Raises:
        NoPlanError: If no columns fit the rows.
    """
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = len(gain), len(low)
    programme.sense_ = highspy.ObjSense.kMaximize
    programme.col_cost_ = gain
    programme.col_lower_, programme.col_upper_ = np.zeros(len(gain)), np.ones(len(gain))
    programme.row_lower_, programme.row_upper_ = low, high
    matrix: Any = programme.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kColwise
    matrix.start_, matrix.index_, matrix.value_ = rows.indptr, rows.indices, rows.data
    mixed = bool(whole.any())
    if mixed:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        programme.integrality_ = [kinds[one] for one in whole.astype(int)]
    solver = _Quiet()
    solver.setOptionValue("output_flag", False)
    for name in ("primal_feasibility_tolerance", "dual_feasibility_tolerance", "mip_feasibility_tolerance"):
        solver.setOptionValue(name, TOLERANCE)
    solver.setOptionValue("mip_rel_gap", TOLERANCE)
    solver.setOptionValue("mip_abs_gap", 0.0)
    solver.setOptionValue("time_limit", seconds)
    solver.passModel(programme)
    solver.run()
    status, info = solver.getModelStatus(), solver.getInfo()
    if status == highspy.HighsModelStatus.kInfeasible:
        raise NoPlanError("No plan keeps all of these limits together.")
    found = solver.getSolution()
    known = info.primal_solution_status == highspy.kSolutionStatusFeasible
    bound = info.mip_dual_bound if mixed else info.objective_function_value
    return Solution(
        x=np.array(found.col_value) if known else None,
        bound=float(bound),
        row_price=np.zeros(len(low)) if mixed or not found.dual_valid else np.array(found.row_dual),
    )
