"""ResponseModel: learns how campaigns or channels answer to money, with posterior draws."""

from collections.abc import Sequence
from typing import Final

import pandas as pd

from core.errors import InputError
from core.response.adstock import adstock as known_adstock
from core.response.assumptions import Assumptions, Belief, LiftTest
from core.response.campaign import fit_campaigns
from core.response.fit import ResponseFit
from core.response.priors import Prior
from core.response.saturation import saturation as known_saturation

MODEL_VERSION: Final = "response-5"
"""Part of every memo key: a change of the model must not return yesterday's answer."""
MODES: Final = ("campaign", "mix")


class ResponseModel:
    """Learns response curves from data.

    Args:
        mode: ``campaign``: each campaign's own outcome answers to its own spend, by day. ``mix``: one business total
            answers to the spend of all channels, with controls, events, season and trend, by day or week.
        adstock: Name of the carry-over: geometric, delayed, weibull_density, weibull_survival, binomial or none.
        saturation: Name of the saturation: hill, michaelis_menten, logistic, tanh or root.
        beliefs: What is believed of channels or campaigns before the data are seen.
        lift_tests: Results of experiments, which enter the likelihood.
        prior: The scales of the model itself; the default suits most data.
        draws: Number of posterior draws.
        seed: Seed of the draws; the same data and seed give the same fit in every process.

    Raises:
        InputError: If the mode, the adstock or the saturation is unknown.
    """

    def __init__(
        self,
        mode: str = "campaign",
        *,
        adstock: str = "geometric",
        saturation: str = "hill",
        beliefs: Sequence[Belief] = (),
        lift_tests: Sequence[LiftTest] = (),
        prior: Prior | None = None,
        draws: int = 400,
        seed: int = 0,
    ) -> None:
        if mode not in MODES:
            raise InputError(f"mode == {mode!r}, must be one of {', '.join(MODES)}")
        known_adstock(adstock)
        known_saturation(saturation)
        self.mode = mode
        self.assumptions = Assumptions(adstock, saturation, tuple(beliefs), tuple(lift_tests))
        self.prior = prior or Prior()
        self.draws = draws
        self.seed = seed

    def fit(
        self,
        data: pd.DataFrame,
        outcome: str = "revenue",
        *,
        spend: Sequence[str] = (),
        controls: Sequence[str] = (),
        events: Sequence[str] = (),
        date: str | None = None,
        region: str | None = None,
        population: str | None = None,
        hold_out: int = 0,
    ) -> ResponseFit:
        """Return the fit of one outcome.

        Args:
            data: Mode "campaign": daily metrics (``core.data.schema.DAILY_METRICS``). Mode "mix": one row a day or
                week, or a region's day or week.
            outcome: ``revenue`` or ``conversions``; in a mix any column of numbers.
            spend: Mix: columns of spend, one a channel. Currency.
            controls: Mix: columns of numbers that move the outcome besides spend, e.g. prices.
            events: Mix: columns of 0 and 1, or of texts that name an event ("na" or empty: none).
            date: Mix: column of dates; found if not given.
            region: Mix: column of regions, if there are several.
            population: Mix: column of people a region; outcomes are then compared a head.
            hold_out: Number of last periods that are not learned from, for a check against what came.

        Raises:
            InputError: If the outcome or a column is unknown.
            NotEnoughDataError: If there is too little to learn from.
        """
        if self.mode == "mix":
            # Imported here: chains need parts of SciPy that a fit of campaigns would only wait for.
            from core.response.mix.fit import fit_mix

            return fit_mix(
                data,
                outcome,
                self.assumptions,
                self.draws,
                self.seed,
                spend=spend,
                controls=controls,
                events=events,
                date=date,
                region=region,
                population=population,
                hold_out=hold_out,
            )
        return fit_campaigns(data, outcome, self.assumptions, self.prior, self.draws, self.seed, hold_out)
