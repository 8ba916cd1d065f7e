"""UpliftDesk: what the page asks about whom to contact; learning goes in steps, each of which is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np

from core.curves import Floats
from core.errors import InputError
from core.files import KeptFile, KeptFiles
from core.learning.uplift.learner import FOLDS, fold_scores, folds
from core.learning.uplift.people import UpliftPeople, read_people
from core.learning.uplift.reading import UpliftReading, read_uplift
from core.learning.uplift.roles import UpliftRoles, guess_uplift_roles
from core.memo import Memo, memo_key


class UpliftDesk:
    """Whom to contact.

    Args:
        files: Uploaded tables.
        memo: Where expensive results are shared.

    Attributes:
        files: The uploaded tables.
    """

    STEPS = FOLDS
    """Steps of learning."""

    def __init__(self, files: KeptFiles, memo: Memo) -> None:
        self.files, self._memo = files, memo

    def asked(self, parameters: Mapping[str, str]) -> tuple[KeptFile, UpliftRoles]:
        """Return the file and the roles of an address; roles that it does not say are guessed.

        Raises:
            NotFoundError: If the file is not kept any more.
            InputError: If the roles cannot be read.
        """
        file = self.files.get(parameters.get("file", ""))
        if not parameters.get("roles"):
            return file, guess_uplift_roles(file)
        try:
            return file, UpliftRoles.from_plain(json.loads(parameters["roles"]))
        except (ValueError, RecursionError) as error:
            if isinstance(error, InputError):
                raise
            raise InputError("The address does not say what the columns are. Choose them again.") from error

    def people(self, file: KeptFile, roles: UpliftRoles) -> UpliftPeople:
        """Return the people of the two arms.

        Raises:
            ProductError: If columns cannot be what the roles say, or too few people are left.
        """
        return read_people(file, self.files.path(file.hash), roles)

    def step(self, file: KeptFile, roles: UpliftRoles, number: int) -> Floats:
        """Learn for one part of the people from others, and return the scores of that part, shape (its people,).

        Args:
            file: The table.
            roles: What its columns are.
            number: From 0 to ``STEPS`` - 1.

        Raises:
            ProductError: As ``people``; InputError if there is no such step.
        """
        if not 0 <= number < self.STEPS:
            raise InputError("There is no such step. Reload the page.")

        def learn() -> Floats:
            people = self.people(file, roles)
            fold = folds(people.treated, people.outcome)
            return fold_scores(people.features, people.treated, people.outcome, fold, number)

        return self._memo(self._key("uplift-step", file, roles, number), learn)

    def reading(self, file: KeptFile, roles: UpliftRoles) -> UpliftReading:
        """Return all that is said, from the steps, those that are missing learned now.

        Raises:
            ProductError: As ``people``.
        """

        def read() -> UpliftReading:
            people = self.people(file, roles)
            fold = folds(people.treated, people.outcome)
            scores = np.empty(len(people.outcome))
            for number in range(self.STEPS):
                scores[fold == number] = self.step(file, roles, number)
            return read_uplift(people, roles, scores, fold)

        return self._memo(self._key("uplift", file, roles), read)

    @staticmethod
    def _key(name: str, file: KeptFile, roles: UpliftRoles, number: int = -1) -> str:
        return memo_key(name, file=file.hash, roles=roles.to_plain(), number=number)
