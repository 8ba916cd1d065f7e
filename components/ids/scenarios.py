"""Ids of the Scenarios page and of its view of the plan in force."""

from dash.dependencies import Wildcard


class Scenarios:
    """The Scenarios page."""

    HEAD = "scenarios-head"
    BODY = "scenarios-body"
    COUNT = "scenarios-count"
    LIST = "scenarios-list"
    FIND = "scenarios-find"
    COMPARE = "scenarios-compare"
    MARGIN = "scenarios-margin"
    STAMP = "scenarios-stamp"
    EXPORT = "scenarios-export"
    DOWNLOAD = "scenarios-download"
    WORKBOOK = "scenarios-workbook"
    # The address that shows the same to another person, and the field that shows it where nothing can be copied.
    LINK = "scenarios-link"
    COPY = "scenarios-copy"
    COPY_BOX = "scenarios-copy-box"
    COPY_FIELD = "scenarios-copy-field"
    PRINTED_LINK = "scenarios-printed-link"

    @staticmethod
    def archive(scenario_id: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of the button that puts a scenario away."""
        return {"type": "scenario-archive", "id": scenario_id}

    # The detail of one scenario: parts that are made anew when somebody changes it, fields that are not.

    RENAME_FORM = "scenario-rename"

    @staticmethod
    def part(name: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of a part of the detail that follows what is kept."""
        return {"type": "scenario-part", "name": name}

    @staticmethod
    def act(act: str, scenario_id: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of a button: ``restore``, ``duplicate``, ``rename``, ``tag`` or ``comment``."""
        return {"type": f"scenario-{act}", "id": scenario_id}

    @staticmethod
    def typed(field: str, scenario_id: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of a field: ``name``, ``tag`` or ``comment``."""
        return {"type": f"scenario-typed-{field}", "id": scenario_id}

    @staticmethod
    def kept(field: str, scenario_id: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of the store of what was kept of a field: ``typed``, and what the field shows ``then``."""
        return {"type": f"scenario-kept-{field}", "id": scenario_id}

    @staticmethod
    def untag(scenario_id: str | Wildcard, tag: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of the button that takes a tag off."""
        return {"type": "scenario-untag", "id": scenario_id, "tag": tag}

    @staticmethod
    def uncomment(comment_id: int | Wildcard) -> dict[str, int | Wildcard | str]:
        """Return the id of the button that takes a comment back."""
        return {"type": "scenario-uncomment", "comment": comment_id}

    @staticmethod
    def back(
        scenario_id: str | Wildcard, version: int | Wildcard, base: int | Wildcard
    ) -> dict[str, str | int | Wildcard]:
        """Return the id of the button that makes an old version the newest; ``base`` is the newest that is shown."""
        return {"type": "scenario-back", "id": scenario_id, "version": version, "base": base}

    @staticmethod
    def keep(
        scenario_id: str | Wildcard, which: str | Wildcard, base: int | Wildcard, key: str | Wildcard
    ) -> dict[str, str | int | Wildcard]:
        """Return the id of the button that keeps new figures: ``same`` or ``best``, beside which version, of what."""
        return {"type": "scenario-keep", "id": scenario_id, "which": which, "base": base, "key": key}


class PlanActual:
    """The plan in force, on the Scenarios page: which one, since when, and how it goes."""

    BODY = "plan-actual-body"
    STAMP = "plan-actual-stamp"
    CHOOSE = "plan-actual-choose"
    START = "plan-actual-start"
    PUT = "plan-actual-put"

    @staticmethod
    def put(scenario_id: str | Wildcard, version: int | Wildcard) -> dict[str, str | int | Wildcard]:
        """Return the id of a button that puts a version of a scenario in force."""
        return {"type": "plan-actual-put", "scenario": scenario_id, "version": version}

    @staticmethod
    def switch(scenario_id: str | Wildcard, version: int | Wildcard) -> dict[str, str | int | Wildcard]:
        """Return the id of the button that puts a newer version in the place of the one in force."""
        return {"type": "plan-actual-switch", "scenario": scenario_id, "version": version}

    @staticmethod
    def lift(outcome: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of the button that takes the plan of an outcome out of force."""
        return {"type": "plan-actual-lift", "outcome": outcome}
