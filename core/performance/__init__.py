"""Performance: all figures from sums, over any period and grouping, what is usual, and why they changed."""

from core.performance.book import KpiBook, KpiDesk
from core.performance.cube import COLUMNS, DailyCube, daily_cube
from core.performance.customers import Buyers, NewAndReturning
from core.performance.figures import FIGURES, figure_of, known_figures
from core.performance.groups import GROUPINGS, Groups, groups_of, table_of
from core.performance.periods import AGAINST, PERIODS, Periods, Span, periods_of
from core.performance.series import over_time, point_days
from core.performance.usual import Usual
from core.performance.weeks import Weeks
from core.performance.why import WHY_FIGURES, Step, Why, can_split
from core.performance.why_words import change_sentence, effect_words, figure_text, question, units_text

__all__ = [
    "AGAINST",
    "COLUMNS",
    "FIGURES",
    "GROUPINGS",
    "PERIODS",
    "WHY_FIGURES",
    "Buyers",
    "DailyCube",
    "Groups",
    "KpiBook",
    "KpiDesk",
    "NewAndReturning",
    "Periods",
    "Span",
    "Step",
    "Usual",
    "Weeks",
    "Why",
    "can_split",
    "change_sentence",
    "daily_cube",
    "effect_words",
    "figure_of",
    "figure_text",
    "groups_of",
    "known_figures",
    "over_time",
    "periods_of",
    "point_days",
    "question",
    "table_of",
    "units_text",
]
