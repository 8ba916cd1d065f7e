"""Whether chains can be trusted: split R-hat and effective sample size (Vehtari et al., 2021)."""

import numpy as np
from scipy.special import ndtri
from scipy.stats import rankdata

from core.curves import Floats


def split_r_hat(chains: Floats) -> Floats:
    """Return the rank-normalised split R-hat of each coordinate, the larger of bulk and tails.

    Args:
        chains: Draws, shape (draws, chains, coordinates).
    """
    halves = _halves(chains)
    folded = np.abs(halves - np.median(halves, axis=(0, 1)))
    return np.maximum(_r_hat(_ranks(halves)), _r_hat(_ranks(folded)))


def effective_size(chains: Floats) -> Floats:
    """Return the bulk effective sample size of each coordinate, by Geyer's (1992) initial monotone sequence.

    Args:
        chains: Draws, shape (draws, chains, coordinates).
    """
    z = _ranks(_halves(chains))
    draws, count, width = z.shape
    centred = z - z.mean(axis=0)
    spectrum = np.fft.rfft(centred, 2 * draws, axis=0)
    covariance = np.fft.irfft(np.abs(spectrum) ** 2, axis=0)[:draws].mean(axis=1) / draws
    within = covariance[0] * draws / (draws - 1)
    total = within * (draws - 1) / draws + z.mean(axis=0).var(axis=0, ddof=1)
    correlation = 1.0 - (within - covariance * draws / (draws - 1)) / np.maximum(total, 1e-300)
    pairs = correlation[: 2 * (draws // 2)].reshape(-1, 2, width).sum(axis=1)
    pairs = np.where(np.minimum.accumulate(pairs > 0, axis=0), pairs, 0.0)
    time = np.maximum(2.0 * np.minimum.accumulate(pairs, axis=0).sum(axis=0) - 1.0, 1.0 / np.log10(draws * count))
    return draws * count / time


def _halves(chains: Floats) -> Floats:
    half = len(chains) // 2
    return np.concatenate([chains[:half], chains[-half:]], axis=1)


def _ranks(values: Floats) -> Floats:
    flat = values.reshape(-1, values.shape[-1])
    return ndtri((rankdata(flat, axis=0) - 0.375) / (len(flat) + 0.25)).reshape(values.shape)


def _r_hat(z: Floats) -> Floats:
    draws = len(z)
    within = z.var(axis=0, ddof=1).mean(axis=0)
    between = z.mean(axis=0).var(axis=0, ddof=1)
    return np.sqrt((draws - 1) / draws + between / np.maximum(within, 1e-300))
