"""The forms that a response curve can have: what share of its scale each gives, how steep it is, and where it bends."""

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.errors import InputError

Floats = NDArray[np.float64]

ATANH_HALF = 0.5 * np.log(3.0)
"""tanh of this is 1/2: with it the half-saturation of a tanh curve is the spend at half of the ceiling."""

_FLAT = 7.0
"""Logarithm of spend over half-saturation from which tanh and its derivative are 1 and 0 in every digit."""


class Form(ABC):
    """One family of curves, ``scale * share(spend / half_saturation, slope)``, the share being 1/2 at the
    half-saturation.

    Everything is written in ``u``, the logarithm of spend over half-saturation, so that neither large slopes nor large
    amounts overflow; minus infinity is no spend.

    Attributes:
        name: How the form is called.
        asks: What the parameters have to be, in words.
    """

    name: str
    asks: str

    @abstractmethod
    def shares(self, u: Floats, slope: Floats, /) -> tuple[Floats, Floats]:
        """Return the share of the scale, and its derivative with respect to ``u``: spend times that to spend.

        Most of the optimizer's time is spent here, in filling memory above all: ``u`` is overwritten.

        Args:
            u: Logarithm of spend over half-saturation, an array that the caller can spare. Afterwards it holds what
                ``elasticity`` asks for.
            slope: Shape, that of ``u`` or one that broadcasts to it.
        """

    @abstractmethod
    def elasticity(self, left: Floats, share: Floats, slope: Floats, /) -> Floats:
        """Return x f''(x) / f'(x), below 0 where the curve is concave.

        Args:
            left: What ``shares`` left behind in its ``u``.
            share: The share that it returned.
            slope: Shape.
        """

    @abstractmethod
    def at_zero(self, half_saturation: Floats, slope: Floats, /) -> Floats:
        """Return the derivative of the share with respect to spend at zero spend; it may be infinite."""

    def inflection(self, half_saturation: Floats, slope: Floats, /) -> tuple[Floats, Floats]:
        """Return the spend up to which the curve is convex and from which it is concave, and its derivative there.

        Both are 0 for a curve that is concave throughout.
        """
        none = np.zeros(np.broadcast_shapes(half_saturation.shape, slope.shape))
        return none, none

    def usable_slope(self, slope: Floats) -> NDArray[np.bool_]:
        """Return which slopes give a rising curve."""
        return slope > 0

    @abstractmethod
    def span(self, log_half: Floats, slope: Floats, /) -> tuple[Floats, Floats, Floats]:
        """Return, in logarithms of spend, about where the middle of a mean of draws starts and ends, and its width.

        Twelve widths beyond the middle the share is within some 1e-5 of its limit, zero or one. Arguments have the
        shape (campaigns, draws), what is returned (campaigns,). Infinite where there is no middle.
        """


class Hill(Form):
    """x^k / (x^k + h^k) (Hill, 1910); S-shaped where the slope k is above 1. Michaelis-Menten is k = 1."""

    name = "hill"
    asks = "a scale of 0 or more, and a half-saturation and a slope above 0"

    def shares(self, u: Floats, slope: Floats, /) -> tuple[Floats, Floats]:
        """Return the logistic function of k u, in the form that cannot overflow, and its derivative."""
        u *= slope
        above = u >= 0
        e = np.exp(np.copysign(u, -1.0, out=u), out=u)
        d = np.add(1.0, e, out=np.empty_like(e))
        e /= d
        np.divide(1.0, d, out=d)
        rise = e * d
        rise *= slope
        # The share is 1 / (1 + e) above the half-saturation and e / (1 + e) below it.
        np.copyto(e, d, where=above)
        return e, rise

    def elasticity(self, _left: Floats, share: Floats, slope: Floats, /) -> Floats:
        """Return k (1 - 2 share) - 1."""
        return slope * (1.0 - 2.0 * share) - 1.0

    def at_zero(self, half_saturation: Floats, slope: Floats, /) -> Floats:
        """Return infinity for a slope below 1, 0 above 1, and 1 / h for a slope of 1."""
        with np.errstate(over="ignore"):
            first = 1.0 / half_saturation
        return np.where(slope < 1.0, np.inf, np.where(slope > 1.0, 0.0, first))

    def inflection(self, half_saturation: Floats, slope: Floats, /) -> tuple[Floats, Floats]:
        """Return where the share reached is (k - 1) / (2 k): there the second derivative vanishes."""
        bent = slope > 1.0
        k = np.where(bent, slope, 2.0)
        place = half_saturation * ((k - 1.0) / (k + 1.0)) ** (1.0 / k)
        share = (k - 1.0) / (2.0 * k)
        with np.errstate(over="ignore"):
            steepest = k * share * (1.0 - share) / place
        return np.where(bent, place, 0.0), np.where(bent, steepest, 0.0)

    def span(self, log_half: Floats, slope: Floats, /) -> tuple[Floats, Floats, Floats]:
        """Return the bulk of the half-saturations, and the mean of 1 / k."""
        middle, spread = log_half.mean(axis=1), 1.5 * log_half.std(axis=1)
        return middle - spread, middle + spread, (1.0 / slope).mean(axis=1)


class Tanh(Form):
    """tanh(ATANH_HALF x / h); the slope is 1 and has no effect.

    The logistic saturation (1 - e^-lx) / (1 + e^-lx) is tanh(l x / 2), so it is the same family.
    """

    name = "tanh"
    asks = "a scale of 0 or more, a half-saturation above 0 and a slope of 1, which has no effect"

    def shares(self, u: Floats, _slope: Floats, /) -> tuple[Floats, Floats]:
        """Return tanh t and t / cosh^2 t, with t proportional to spend; t is left behind in ``u``."""
        np.minimum(u, _FLAT, out=u)
        t = np.exp(u, out=u)
        t *= ATANH_HALF
        # 1 / cosh^2 through e = exp(-2 t) keeps its digits where 1 - tanh^2 has lost them.
        rise = np.multiply(t, -2.0, out=np.empty_like(t))
        np.exp(rise, out=rise)
        whole = 1.0 + rise
        rise /= whole
        rise /= whole
        rise *= t
        rise *= 4.0
        return np.tanh(t), rise

    def elasticity(self, t: Floats, share: Floats, _slope: Floats, /) -> Floats:
        """Return -2 t tanh t."""
        return -2.0 * t * share

    def at_zero(self, half_saturation: Floats, slope: Floats, /) -> Floats:
        """Return ATANH_HALF / h."""
        with np.errstate(over="ignore"):
            return ATANH_HALF / half_saturation * np.ones_like(slope)

    def usable_slope(self, slope: Floats) -> NDArray[np.bool_]:
        """Return which slopes are 1: another one would be meant to do something."""
        return slope == 1.0

    def span(self, log_half: Floats, _slope: Floats, /) -> tuple[Floats, Floats, Floats]:
        """Return from where the curve leaves its tangent at zero to where it has half of the ceiling."""
        middle, spread = log_half.mean(axis=1), 1.5 * log_half.std(axis=1)
        # The tail ends like exp(-2 t): within 1e-5 of the ceiling at eleven half-saturations, 2.4 in logarithms.
        return middle - spread - 2.6, middle + spread, np.full(len(middle), 0.2)


class Root(Form):
    """1/2 (x / h)^k with k up to 1: no ceiling. ``h`` is a reference spend that brings half of the scale.

    The power law of the textbooks, beta x^k, has scale = 2 beta h^k. With k = 1 it is a straight line.
    """

    name = "root"
    asks = "a scale of 0 or more, a reference spend (half-saturation) above 0 and a slope above 0 and at most 1"

    def shares(self, u: Floats, slope: Floats, /) -> tuple[Floats, Floats]:
        """Return 1/2 e^(k u), and k times that."""
        u *= slope
        share = np.exp(u, out=u)
        share *= 0.5
        return share, slope * share

    def elasticity(self, _left: Floats, share: Floats, slope: Floats, /) -> Floats:
        """Return k - 1."""
        return np.broadcast_to(slope - 1.0, share.shape)

    def at_zero(self, half_saturation: Floats, slope: Floats, /) -> Floats:
        """Return infinity, or 1 / (2 h) for a straight line."""
        with np.errstate(over="ignore"):
            return np.where(slope < 1.0, np.inf, 0.5 / half_saturation)

    def usable_slope(self, slope: Floats) -> NDArray[np.bool_]:
        """Return which slopes are above 0 and at most 1: above 1 every further unit would bring more."""
        return (slope > 0) & (slope <= 1.0)

    def span(self, log_half: Floats, slope: Floats, /) -> tuple[Floats, Floats, Floats]:
        """Return infinity for the middle, as it rises for ever, and the mean of 1 / k."""
        endless = np.full(len(log_half), np.inf)
        return endless, endless, (1.0 / slope).mean(axis=1)


_BY_NAME: dict[str, Form] = {form.name: form for form in (Hill(), Tanh(), Root())}

FORMS: tuple[str, ...] = tuple(_BY_NAME)
"""Names of the forms. The place of a form is its number in what the browser reads: new ones go to the end."""


def form_of(name: str) -> Form:
    """Return the form with a name.

    Raises:
        InputError: If there is no such form.
    """
    if name not in _BY_NAME:
        known = f"{', '.join(FORMS[:-1])} or {FORMS[-1]}"
        raise InputError(f"There is no response curve of the form “{name}”. Use {known}.")
    return _BY_NAME[name]


def share(form: str, spend: ArrayLike, half_saturation: ArrayLike, slope: ArrayLike) -> Floats:
    """Return the share of the scale that a curve reaches at a spend: 1/2 at the half-saturation. Broadcasts.

    Args:
        form: One of ``FORMS``.
        spend: Spend of the period. Currency.
        half_saturation: Spend of the period that brings half of the scale. Currency.
        slope: Shape of the form; see its class.

    Raises:
        InputError: If the form is unknown.

    Example:
        >>> [round(float(share(form, 100.0, 50.0, 1.0)), 4) for form in FORMS]
        [0.6667, 0.8, 1.0]
    """
    x, half, k = _together(spend, half_saturation, slope)
    return form_of(form).shares(_log_ratio(x, half), k)[0]


def share_derivative(form: str, spend: ArrayLike, half_saturation: ArrayLike, slope: ArrayLike) -> Floats:
    """Return the derivative of ``share`` with respect to spend; at zero spend its limit, which may be infinite.

    Args:
        form: One of ``FORMS``.
        spend: Spend of the period. Currency.
        half_saturation: Spend of the period that brings half of the scale. Currency.
        slope: Shape of the form.

    Raises:
        InputError: If the form is unknown.
    """
    x, half, k = _together(spend, half_saturation, slope)
    chosen = form_of(form)
    rise = chosen.shares(_log_ratio(x, half), k)[1]
    return np.where(x > 0, rise / np.where(x > 0, x, 1.0), chosen.at_zero(half, k))


def hill(spend: ArrayLike, half_saturation: ArrayLike, slope: ArrayLike) -> Floats:
    """Return x^k / (x^k + h^k), the share of the ceiling reached at spend ``x`` (Hill, 1910). Broadcasts.

    Example:
        >>> float(hill(50.0, 50.0, 2.0))
        0.5
    """
    return share("hill", spend, half_saturation, slope)


def _together(*values: ArrayLike) -> tuple[Floats, ...]:
    return np.broadcast_arrays(*(np.asarray(a, float) for a in values))


def _log_ratio(spend: Floats, half_saturation: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(spend) - np.log(half_saturation))
