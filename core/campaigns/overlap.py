"""Overlap: campaigns that meet the same customers more often than chance would have it.

Busy customers meet many campaigns, so that any two campaigns share some. Expected under chance is therefore what the
number of customers of both campaigns and the number of campaigns of each customer imply (Chung & Lu, 2002): with n_i
customers of campaign i and d_k campaigns of customer k,

    E_ij = n_i n_j * sum_k d_k (d_k - 1) / (D² - sum_i n_i²),   D = sum_k d_k.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.special import gammainc

from core.campaigns.fatigue import held

FALSE_SHARE = 0.05
SMALLEST_SHARE = 0.1
SMALLEST_LIFT = 1.25
FEWEST = 10


@dataclass(frozen=True)
class Overlap:
    """Two campaigns that meet the same customers.

    Attributes:
        first: Id of the campaign that shares more of its customers.
        second: Id of the other.
        both: Customers that met both.
        share: Of the customers of ``first``, how many also met ``second``.
        by_chance: The share that chance would make.
    """

    first: str
    second: str
    both: int
    share: float
    by_chance: float


def overlaps(contacts: pd.DataFrame) -> list[Overlap]:
    """Return pairs of campaigns that share more customers than chance makes, the largest share first.

    Args:
        contacts: Interactions with ``customer_id`` and ``campaign_id``; may be empty.
    """
    pairs = contacts[["customer_id", "campaign_id"]].dropna().drop_duplicates()
    # Contacts of no campaign that is known have none in common.
    pairs = pairs[pairs["campaign_id"].astype(str) != ""]
    if len(pairs) < FEWEST:
        return []
    customer, _ = pd.factorize(pairs["customer_id"])
    campaign, ids = pd.factorize(pairs["campaign_id"].astype(str), sort=True)
    met = coo_matrix((np.ones(len(pairs)), (customer, campaign))).tocsr()
    both = (met.T @ met).toarray()
    size, degree = np.diag(both).copy(), np.asarray(met.sum(axis=1)).ravel()
    apart = degree.sum() ** 2 - (size**2).sum()
    if len(ids) < 2 or apart <= 0:
        return []
    expected = np.outer(size, size) * (degree * (degree - 1)).sum() / apart
    a, b = np.triu_indices(len(ids), 1)
    seen, usual = both[a, b], expected[a, b]
    # The chance of at least so many: scipy.stats takes a second to import and says no more.
    chance = np.where(seen > 0, gammainc(np.maximum(seen, 1), usual), 1.0)
    sure = held(chance, FALSE_SHARE)
    smaller = np.minimum(size[a], size[b])
    large = (seen >= FEWEST) & (seen >= SMALLEST_SHARE * smaller) & (seen >= SMALLEST_LIFT * usual)
    found = []
    for k in np.flatnonzero(sure & large):
        first, second = (a[k], b[k]) if size[a[k]] <= size[b[k]] else (b[k], a[k])
        of = size[first]
        found.append(
            Overlap(
                str(ids[first]), str(ids[second]), int(seen[k]), float(seen[k] / of), float(min(usual[k] / of, 1.0))
            )
        )
    return sorted(found, key=lambda o: (-o.share, o.first, o.second))
