"""Moderated variances: the worth of what is usual is found, and the least of many is no luckier than it says."""

import numpy as np
import pytest
from scipy import special

from core.experiments.regions.moderated import kind_of


@pytest.mark.parametrize(("worth", "usual"), [(4.0, 2.0), (20.0, 0.5), (80.0, 1.0)])
def test_worth_and_usual_size_are_found_in_a_large_sample(worth, usual):
    rng = np.random.default_rng(3)
    true = usual * worth / rng.chisquare(worth, 60_000)
    found = kind_of(true * rng.chisquare(16, len(true)) / 16, 16)
    assert found.worth == pytest.approx(worth, rel=0.15)
    assert found.usual == pytest.approx(usual, rel=0.03)
    # The moments that were matched, solved back: trigamma of half the worth is what differs beyond chance.
    assert special.polygamma(1, found.worth / 2) == pytest.approx(special.polygamma(1, worth / 2), rel=0.15)


def test_a_moderated_variance_is_the_posterior_mean_of_precision():
    """Inverse of the posterior mean of the precision (gamma prior, chi-square data), in closed form."""
    rng = np.random.default_rng(4)
    found = kind_of(rng.chisquare(6, 500) / 6 * rng.choice([0.5, 2.0], 500), 6)
    shape = (found.worth + 6) / 2
    rate = (found.worth * found.usual + 6 * 1.7) / 2
    assert found.moderate(1.7) == pytest.approx(rate / shape)


def test_the_least_of_many_is_not_taken_for_small():
    """Of 48 sets that are equally noisy the quietest looks half as noisy; moderated it is as noisy as all."""
    rng = np.random.default_rng(5)
    own, moderated = [], []
    for _ in range(300):
        variances = rng.chisquare(16, 48) / 16
        least = float(variances.min())
        own.append(least)
        moderated.append(kind_of(variances, 16).moderate(least))
    assert np.mean(own) < 0.5
    assert np.mean(moderated) == pytest.approx(1.0, abs=0.08)


def test_what_truly_differs_stays_apart():
    rng = np.random.default_rng(6)
    true = np.repeat([0.1, 10.0], 24)
    found = kind_of(true * rng.chisquare(16, 48) / 16, 16)
    assert found.moderate(0.1) < 0.4
    assert found.moderate(10.0) > 7.0


def test_degrees_of_freedom_grow_with_what_is_known_but_not_without_end():
    rng = np.random.default_rng(7)
    found = kind_of(rng.chisquare(16, 48) / 16, 16)
    assert 16 < found.reading_freedom <= 48


def test_no_variance_at_all_is_no_crash():
    assert kind_of(np.zeros(3), 5).moderate(0.0) == 0.0
