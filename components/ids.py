"""The ids of the pages, one class a page. Callbacks and components name them from here only."""

from dash.dependencies import Wildcard


class Shell:
    """The frame around all pages.

    Stores that pages read or write: ``THEME`` (``light`` or ``dark``, what is shown now), ``PERSON`` (the name that a
    person gave, kept in the browser, or None), ``CHANGED`` (write anything new after an act that others should see: the
    browser asks for news at once), ``NEWS`` (the stamps of ``core.news`` and which of them ``changed``; written by
    assets/news.js whenever one does), ``RENEW`` (write anything new to have the page made again), ``TOAST`` (write
    ``components.parts.toast(...)`` to show a message), ``TOAST_ACTION`` (``{"name", "at"}`` when the button of a toast
    without a link was pressed).
    """

    LOCATION = "location"
    PAGE = "main"
    WAIT = "page-wait"
    TITLE = "title"
    NAV = "nav"
    ADVICE_COUNT = "advice-count"
    THEME = "theme"
    PERSON = "person"
    PERSON_BUTTON = "person-button"
    PERSON_INPUT = "person-input"
    DATASET = "shell-dataset"
    CHANGED = "changed"
    NEWS = "news"
    RENEW = "renew"
    # The browser owns what is inside: assets/people.js and assets/notices.js.
    PEOPLE = "people"
    CONNECTION = "connection"
    NOTICES = "notices"
    TOAST = "toast"
    TOAST_ACTION = "toast-action"
    TOASTS = "toasts"

    @staticmethod
    def count(path: str) -> dict[str, str]:
        """Return the id of the count beside the page at ``path``."""
        return {"type": "nav-count", "page": path}

    @staticmethod
    def theme_choice(choice: str) -> dict[str, str]:
        """Return the id of the button for a theme: ``system``, ``light`` or ``dark``."""
        return {"type": "theme-choice", "choice": choice}


class Figure:
    """The parts of a chart; ``components.figures.chart`` makes them."""

    @staticmethod
    def store(name: str) -> dict[str, str]:
        """Return the id of the store that holds the figure with its token names."""
        return {"type": "figure", "name": name}

    @staticmethod
    def place(name: str) -> dict[str, str]:
        """Return the id of the place of the graph."""
        return {"type": "graph-place", "name": name}

    @staticmethod
    def waiting(name: str) -> dict[str, str]:
        """Return the id of the store that holds the graph until there is something to draw."""
        return {"type": "graph-waiting", "name": name}

    @staticmethod
    def graph(name: str) -> dict[str, str]:
        """Return the id of the graph."""
        return {"type": "graph", "name": name}


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


class Budget:
    """The Budget page. What ends in ``-ask`` or names a question the browser writes and the server answers."""

    ASK = "budget-ask"
    STAGE = "budget-stage"
    META = "budget-meta"
    QUESTION = "budget-question"
    QUESTION_ANSWER = "budget-question-answer"
    PLAN = "budget-plan"
    FIGURES = "budget-figures"
    OPTIMIZE = "budget-optimize"
    OPTIMIZED = "budget-optimized"
    RIVALS_ASK = "budget-rivals-ask"
    RIVALS = "budget-rivals"
    LINK = "budget-link"
    LINKED = "budget-linked"
    FRONTIER = "budget-frontier"
    FRONTIER_ASK = "budget-frontier-ask"
    FRONTIER_TITLE = "budget-frontier-title"
    CAUTION_ASK = "budget-caution-ask"
    CAUTION_TITLE = "budget-caution-title"
    CAUTION_NOTE = "budget-caution-note"
    # Hidden by the browser where no caution is asked for.
    CAUTION = "budget-caution"
    WEEKS_ASK = "budget-weeks-ask"
    WEEKS_ANSWER = "budget-weeks-answer"
    WEEKS_BEST = "budget-weeks-best"
    WEEKS_BEST_ANSWER = "budget-weeks-best-answer"
    WEEKS_TITLE = "budget-weeks-title"
    WEEKS_NOTE = "budget-weeks-note"
    # Shown and hidden by the browser.
    WEEKS = "budget-weeks"
    WEEKS_BODY = "budget-weeks-body"
    WEEKS_CHART = "budget-weeks-chart"
    # Empty containers; the browser owns what is inside (assets/budget.js).
    WEEKS_HEAD = "budget-weeks-head"
    WEEKS_TOOLS = "budget-weeks-tools"
    WEEKS_TABLE = "budget-weeks-table"
    WEEKS_PROOF = "budget-weeks-proof"
    HEAD = "budget-head"
    SETUP = "budget-setup"
    NOTE = "budget-note"
    ROWS = "budget-rows"
    TOTALS = "budget-totals"
    WHY = "budget-why"
    HOLDS = "budget-holds"
    RIVAL = "budget-rival"
    CURVES = "budget-curves"
    BAR = "budget-bar"
    DIALOG = "budget-dialog"


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


class Overview:
    """The Overview page."""

    ASK = "overview-ask"
    CHANNELS = "overview-channels"
    ADVICE = "overview-advice"
    ADVICE_SENTENCE = "overview-advice-sentence"


class Campaigns:
    """The Campaigns page."""

    ASK = "campaigns-ask"
    BODY = "campaigns-body"
    GRID = "campaigns-grid"
    FILTER = "campaigns-filter"
    LEFT_OUT = "campaigns-left-out"


class Models:
    """The Models page.

    Stores: ``LIFTS`` (lift tests as they stand on the page, learned from or not yet), ``CANDIDATE`` (assumptions that
    were checked and are to be learned from), ``TRAINED`` (the same after the training), ``STOPPED`` (number of the
    training that a person does not wait for), ``FOLD`` (the next piece of the check against the last weeks).
    """

    ASK = "models-ask"
    BODY = "models-body"
    METHOD = "models-method"
    CHANGED = "models-changed"
    MESSAGE = "models-message"
    ADSTOCK = "models-adstock"
    SATURATION = "models-saturation"
    LEARN = "models-learn"
    UNDO = "models-undo"
    PROGRESS = "models-progress"
    STOP = "models-stop"
    CANDIDATE = "models-candidate"
    TRAINED = "models-trained"
    STOPPED = "models-stopped"
    LIFTS = "models-lifts"
    LIFT_LIST = "models-lift-list"
    LIFT_FORM = "models-lift-form"
    LIFT_ADD = "models-lift-add"
    HOLDOUT = "models-holdout"
    HOLDOUT_START = "models-holdout-start"
    HOLDOUT_STOP = "models-holdout-stop"
    HOLDOUT_STOPPED = "models-holdout-stopped"
    HOLDOUT_PROGRESS = "models-holdout-progress"
    HOLDOUT_TEXT = "models-holdout-text"
    HOLDOUT_DONE = "models-holdout-done"
    HOLDOUT_MESSAGE = "models-holdout-message"
    FOLD = "models-fold"
    FOLDED = "models-folded"
    EXPORT = "models-export"
    DOWNLOAD = "models-download"
    CURVES_UPLOAD = "models-curves-upload"
    CURVES_DROP = "models-curves-drop"
    CURVES_MESSAGE = "models-curves-message"
    CURVES_FILE = "models-curves-file"
    CURVES_READING = "models-curves-reading"

    @staticmethod
    def belief(subject: str | Wildcard, field: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of one end of what is believed of a channel or campaign."""
        return {"type": "models-belief", "subject": subject, "field": field}

    @staticmethod
    def belief_error(subject: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of the sentence about what was typed in a row."""
        return {"type": "models-belief-error", "subject": subject}

    @staticmethod
    def lift(field: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of a field of a new lift test."""
        return {"type": "models-lift", "field": field}

    @staticmethod
    def lift_error(field: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of the sentence about a field of a new lift test."""
        return {"type": "models-lift-error", "field": field}

    @staticmethod
    def lift_remove(position: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of the button that takes a lift test from the list."""
        return {"type": "models-lift-remove", "position": position}


class Data:
    """The Data page."""

    HEAD = "data-head"
    IN_USE = "data-in-use"
    UPLOAD = "data-upload"
    READING = "data-reading"
    MESSAGE = "data-message"
    REPORT = "data-report"
    VERSIONS = "data-versions"
    UNDO = "data-undo"
    DEMO = "data-demo"
    FILE = "data-file"
    MAPPING = "data-mapping"
    MAPPING_READ = "data-mapping-read"
    LEAVE_OUT = "data-leave-out"

    @staticmethod
    def use(content_hash: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of the button that puts a version to use."""
        return {"type": "data-use", "hash": content_hash}

    @staticmethod
    def mapping(field: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of the choice of the column that a field is read from."""
        return {"type": "data-mapping", "field": field}
