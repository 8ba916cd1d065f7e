"""Customers, view Value: the tables: chance by purchases, scores and groups, the check, and the method."""

from collections.abc import Mapping
from typing import Final

from dash import html
from dash.development.base_component import Component

from components.attributes import attrs
from components.customers_source import PATH
from components.customers_value_words import holdout_note, holdout_title, purchases_text, weeks_texts
from components.format import chance, counted, money, number, percent, ratio
from components.parts import Child, Children, card, chip, segments, table
from components.period import custom_address
from core.customers.holdout import Holdout
from core.customers.outlook import Outlook
from core.customers.outlook_question import MODELS, OutlookQuestion

MEASURES: Final = {"recency": "Weeks since the last purchase", "frequency": "Purchases", "monetary": "Spent"}
STEPS: Final = 5


def chances_card(found: Outlook) -> Component:
    """Return the chance that customers still buy by how often and how recently they bought."""
    grid = found.chances
    heads = [html.Th("", scope="col"), *(html.Th(text, scope="col", className="r") for text in weeks_texts(grid.weeks))]
    rows = []
    for (low, high), chances, counts in zip(grid.purchases, grid.chance, grid.customers, strict=True):
        cells = [_cell(one, count) for one, count in zip(chances, counts, strict=True)]
        rows.append(html.Tr([html.Th(purchases_text(low, high), scope="row"), *cells]))
    body = html.Table(
        [
            html.Caption(
                "Chance that customers still buy, by purchases and by weeks since the last one", className="sr"
            ),
            html.Thead(html.Tr(heads)),
            html.Tbody(rows),
        ],
        className="table value-heat",
    )
    text = "Rows: purchases so far. Columns: weeks since the last one. Small: how many customers."
    said: list[Child] = [html.Div(body, className="value-scroll", tabIndex="0")]
    if found.question.model == "bgnbd":
        said.append(
            html.P(
                "Whoever bought once counts as active here: BG/NBD lets customers leave after a repeat purchase.",
                className="fs-12 muted value-foot",
            )
        )
    return card(_chance_title(found), text, said, flush=True)


def _chance_title(found: Outlook) -> str:
    again = f"{number(found.active_again, 'tile')} of the {counted(found.repeat_buyers, 'customer')} who came back"
    return f"About {again} are likely still active"


def _cell(value: float | None, count: int) -> html.Td:
    if value is None:
        return html.Td("–", className="r muted")
    step = min(STEPS, 1 + int(value * STEPS))
    # In a narrow cell the words of ``chance`` would push the last column out of sight.
    text = chance(value).replace("over ", ">").replace("under ", "<")
    return html.Td([html.B(text), html.Small(number(count))], className=f"r heat-{step}")


def rfm_card(found: Outlook) -> list[Component]:
    """Return the groups with their sizes, and the cut-offs behind the scores; nothing where there are none."""
    if found.rfm is None:
        return []
    valued = found.value is not None
    heads: list[tuple[str, str]] = [
        ("Group", ""),
        ("Customers", "r"),
        ("Share", "r opt"),
        ("Purchases ahead, each", "r opt"),
    ]
    heads += [("Value ahead", "r")] if valued else []
    heads.append(("What to do", "opt soft"))
    rows: list[list[Children]] = []
    for one in found.groups:
        name = html.Div([html.B(one.name), html.Div(one.who, className="fs-12 muted")])
        cells: list[Children] = [
            name,
            number(one.customers),
            percent(one.customers / found.customers),
            ratio(one.purchases),
        ]
        cells += [money(one.value, found.currency)] if valued else []
        rows.append([*cells, one.action])
    groups = table(heads, rows, caption="Groups by how recently, how often and how much customers bought")
    best = max(found.groups, key=lambda one: one.value or one.customers)
    of = f"{best.name}, {counted(best.customers, 'customer')},"
    share = (best.value or 0.0) / found.value.mean if found.value is not None else 0.0
    title = f"{of} bring {percent(share, 0)} of what is to come" if valued else f"The largest group: {of[:-1]}"
    details = html.Details(
        [html.Summary("Cut-offs of the scores"), cut_offs(found)], className="source-details value-cuts"
    )
    return [
        card(
            title,
            "Groups by how recently (R), how often (F) and how much (M) customers bought, scored 1 to 5.",
            [html.Div(groups, className="value-scroll"), details],
            flush=True,
        )
    ]


def cut_offs(found: Outlook) -> Component:
    """Return what each score stands for, and the rule of each group."""
    scored = found.rfm
    if scored is None:
        return html.Div()
    parts: list[Component] = []
    for measure, bands in scored.bands.items():

        def text(value: float, measure: str = measure) -> str:
            return money(value, found.currency, "exact") if measure == "monetary" else f"{value:,.4g}"

        rows: list[list[Children]] = [
            [str(band.score), text(band.lowest), text(band.highest), number(band.customers)] for band in bands
        ]
        heads = [("Score", ""), ("From", "r"), ("To", "r"), ("Customers", "r")]
        parts.append(
            html.Div([html.H3(MEASURES[measure], className="fs-13"), table(heads, rows, caption=MEASURES[measure])])
        )
    rules = html.Ul([html.Li([html.B(one.name), f": {one.scores}"]) for one in found.groups], className="source-notes")
    return html.Div([html.Div(parts, className="value-bands"), rules])


def holdout_card(check: Holdout | str, found: Outlook) -> Component:
    """Return the check against the last weeks, or why there is none."""
    if isinstance(check, str):
        return card("Not checked against what came", None, html.P(check, className="soft fs-13"))
    mark = chip("Held", "pos", "check") if check.held else chip("Look again", "warn", "warning")
    heads = [("Bought again before", ""), ("Customers", "r"), ("Foretold each", "r"), ("Came", "r")]
    rows: list[list[Children]] = [
        [
            "Never" if band.high == 0 else purchases_text(band.low, band.high, "time"),
            number(band.customers),
            ratio(band.foretold),
            ratio(band.came),
        ]
        for band in check.bands
    ]
    body = table(heads, rows, caption="Purchases a customer, foretold and come")
    note = holdout_note(check, found.question.model, found.question.level)
    return card(holdout_title(check), note, html.Div(body, className="value-scroll"), tools=[mark], flush=True)


def method_card(parameters: Mapping[str, str], found: Outlook) -> Component:
    """Return the model with its parameters and the choice of the other one, closed."""
    usual = OutlookQuestion()

    def at(model: str) -> str:
        return custom_address(PATH, parameters, model=None if model == usual.model else model)

    choice = segments([(at(one), name) for one, name in MODELS.items()], at(found.question.model), "Model")
    numbers: list[list[Children]] = [[name, f"{value:.4g}"] for name, value in found.parameters]
    numbers += [[f"{name} (amounts)", f"{value:.4g}"] for name, value in found.spend]
    numbers.append(["Log-likelihood", f"{found.log_likelihood:,.1f}".replace("-", "−")])
    said: list[Child] = [
        html.P(
            "Customers buy at random, each at a rate of their own, until they leave for good. "
            "How much they spend each time is learned apart (Gamma–Gamma). "
            "Value is the number of purchases to come times their amount, later ones discounted.",
            className="soft fs-13",
        ),
        html.P(found.spend_words, className="soft fs-13") if found.spend_words else None,
        html.P(
            f"The data do not say how large {' and '.join(found.edges)} may be; treat single customers with care.",
            className="soft fs-13",
        )
        if found.edges
        else None,
    ]
    body = html.Div(
        [
            html.Div(
                [html.Span("Model", className="label", **attrs(aria_hidden="true")), choice], className="value-choice"
            ),
            html.Div([one for one in said if one is not None]),
            html.Div(
                table([("Parameter", ""), ("Value", "r")], numbers, caption="Parameters"), className="value-numbers"
            ),
        ],
        className="value-method",
    )
    summary = html.Summary([html.B("How this is counted"), f" {MODELS[found.question.model]}"])
    details = html.Details([summary, body], className="source-details", open=found.question.model != usual.model)
    return html.Section(html.Div(details, className="card-body"), className="card")
