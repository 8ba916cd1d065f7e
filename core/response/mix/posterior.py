"""The posterior of a mix with everything linear integrated out: log density and gradient for many chains at once."""

from dataclasses import dataclass

import numpy as np

from core.curves import Floats
from core.response.mix.design import Design
from core.response.mix.media import Exposure, Layout, respond

NOISE_PRIOR = (float(np.log(0.6)), 0.8)
"""Mean and standard deviation of the log noise, in log of the outcome's standard deviation."""
SLOW_PRIOR = (float(np.log(0.4)), 1.0)
"""The same of the amplitude of the slow process."""
REGION_SPREAD = 0.3
"""Prior standard deviation of a region's level around the channel's, in log: on the wide side."""


@dataclass(frozen=True, eq=False)
class TestedLift:
    """A lift test: N rows of one channel as they were and as they would have been.

    Attributes:
        channel: Position of the channel.
        actual: Rows with the change, ``without`` the same rows without.
        without: See ``actual``.
        share: Currency of a row's unit times the share of the period that was tested, shape (N,).
        measured: Measured change of the outcome. Currency.
        error: Its standard error.
    """

    channel: int
    actual: Exposure
    without: Exposure
    share: Floats
    measured: float
    error: float


@dataclass(frozen=True, eq=False)
class Posterior:
    """Coordinates: channel after channel ``layout.width``; regional deviations (channels, R); the slow change that all
    channels share (K); for the mean of all regions, and where there are several for their differences, log noise and
    log amplitude of the slow process.

    Attributes:
        layout: Of a channel's coordinates.
        design: Everything linear.
        rows: Observed rows.
        lifts: Lift tests.
        mean: Prior mean of all coordinates, shape (D,).
        deviation: Prior standard deviation, shape (D,).
        channels: Their number.
        pulse_size: Standard deviation of the slow change that all channels share, in log.
    """

    layout: Layout
    design: Design
    rows: Exposure
    lifts: tuple[TestedLift, ...]
    mean: Floats
    deviation: Floats
    channels: int
    pulse_size: float = 0.0

    @property
    def regions(self) -> int:
        """Number of regions, 1 where there are none."""
        return len(self.design.rotation)

    def split(self, theta: Floats) -> tuple[Floats, Floats | None, Floats, Floats]:
        """Return coordinates of channels (C, chains, width), regional deviations (C, chains, R), coefficients of the
        shared slow change (chains, K) and amplitudes.
        """
        width = self.channels * self.layout.width
        own = theta[:, :width].reshape(len(theta), self.channels, -1).swapaxes(0, 1)
        extra, end = None, width
        if self.regions > 1:
            end = width + self.channels * self.regions
            extra = theta[:, width:end].reshape(len(theta), self.channels, -1).swapaxes(0, 1)
        knots = self.rows.pulse.shape[1]
        return own, extra, theta[:, end : end + knots], theta[:, end + knots :]

    def variances(self, amplitudes: Floats) -> tuple[Floats, Floats]:
        """Return the parts of the variance of each row by noise and slow process, each (chains, R * K)."""
        squares = np.exp(2 * np.clip(amplitudes, -30, 30)).reshape(len(amplitudes), -1, 2)
        if self.regions > 1:
            squares = np.repeat(squares, [1, self.regions - 1], axis=1)
        noise = np.repeat(squares[..., :1], len(self.design.roughness), axis=2)
        slow = squares[..., 1:] * self.design.roughness
        return noise.reshape(len(amplitudes), -1), slow.reshape(len(amplitudes), -1)

    def residual(self, own: Floats, extra: Floats | None, pulse: Floats) -> Floats:
        """Return the scaled outcome less what channels bring, shape (chains, R, T')."""
        brought, _ = respond(self.layout, own, extra, pulse, self.rows, derivatives=False)
        return self.design.outcome - brought.sum(axis=0).reshape(-1, *self.design.outcome.shape)

    # A step of a chain that went astray may leave the range of numbers; it is refused below.
    @np.errstate(over="ignore", invalid="ignore", divide="ignore")
    def __call__(self, theta: Floats) -> tuple[Floats, Floats]:
        """Return the log density up to a constant, shape (chains,), and its gradient, the shape of ``theta``.

        Args:
            theta: Shape (chains, D).
        """
        design, chains = self.design, len(theta)
        own, extra, pulse, amplitudes = self.split(theta)
        brought, slopes = respond(self.layout, own, extra, pulse, self.rows)
        assert slopes is not None  # noqa: S101
        residual = design.outcome - brought.sum(axis=0).reshape(chains, *design.outcome.shape)
        noise, slow = self.variances(amplitudes)
        weight = 1.0 / (noise + slow)
        rows = design.rotate(residual)
        x, count = design.rotated_covariates, len(design.precision)
        weighted = rows * weight
        value = 0.5 * (np.log(weight).sum(axis=1) - (rows * weighted).sum(axis=1))
        if count:
            pairs = (x[:, None] * x[None]).reshape(count * count, -1)
            gram = (weight @ pairs.T).reshape(chains, count, count) + np.diag(design.precision)
            inverse = np.linalg.inv(gram)
            by = weighted @ x.T
            coefficients = (inverse @ by[..., None])[..., 0]
            value += 0.5 * (by * coefficients).sum(axis=1) - 0.5 * np.linalg.slogdet(gram)[1]
            weighted = weighted - weight * (coefficients @ x)
            leverage = inverse.reshape(chains, -1) @ pairs
        else:
            leverage = np.zeros((1, 1))
        by_variance = 0.5 * (weighted**2 - weight + leverage * weight**2)
        gradient = np.empty_like(theta)
        groups = (
            [slice(None)]
            if self.regions == 1
            else [slice(0, len(design.roughness)), slice(len(design.roughness), None)]
        )
        start = theta.shape[1] - 2 * len(groups)
        for g, at in enumerate(groups):
            gradient[:, start + 2 * g] = 2 * (by_variance * noise)[:, at].sum(axis=1)
            gradient[:, start + 2 * g + 1] = 2 * (by_variance * slow)[:, at].sum(axis=1)
        back = design.rotate_back(weighted).reshape(chains, -1)
        by_own = np.einsum("cwsn,sn->csw", slopes, back)
        by_extra = None
        if extra is not None:
            pulled = (slopes[:, 0] * back).reshape(self.channels, chains, self.regions, -1).sum(axis=-1)
            by_extra = pulled
        by_pulse = (brought.sum(axis=0) * back) @ self.rows.pulse
        for lift in self.lifts:
            value += self._lift(lift, own, extra, pulse, by_own, by_extra, by_pulse)
        width = self.channels * self.layout.width
        gradient[:, :width] = by_own.swapaxes(0, 1).reshape(chains, -1)
        if by_extra is not None:
            gradient[:, width : width + self.channels * self.regions] = by_extra.swapaxes(0, 1).reshape(chains, -1)
        if knots := pulse.shape[1]:
            gradient[:, start - knots : start] = by_pulse
        z = (theta - self.mean) / self.deviation
        value -= 0.5 * (z**2).sum(axis=1)
        gradient -= z / self.deviation
        good = np.isfinite(value) & np.isfinite(gradient).all(axis=1)
        return np.where(good, value, -1e300), np.where(good[:, None], gradient, 0.0)

    def _lift(
        self,
        lift: TestedLift,
        own: Floats,
        extra: Floats | None,
        pulse: Floats,
        by_own: Floats,
        by_extra: Floats | None,
        by_pulse: Floats,
    ) -> Floats:
        """Add the gradient of a lift test and return its log likelihood, shape (chains,)."""
        c = slice(lift.channel, lift.channel + 1)
        shift = None if extra is None else extra[c]
        with_change, slopes = respond(self.layout, own[c], shift, pulse, lift.actual)
        without, slopes_without = respond(self.layout, own[c], shift, pulse, lift.without)
        assert slopes is not None  # noqa: S101
        assert slopes_without is not None  # noqa: S101
        change = (with_change - without)[0] * lift.share
        off = (lift.measured - change.sum(axis=1)) / lift.error
        pull = off / lift.error
        by_own[c] += (((slopes - slopes_without) @ lift.share) * pull).swapaxes(1, 2)
        if by_extra is not None:
            regions = np.eye(self.regions)[lift.actual.region]
            by_extra[lift.channel] += pull[:, None] * (change @ regions)
        by_pulse += pull[:, None] * (change @ lift.actual.pulse)
        return -0.5 * off**2
