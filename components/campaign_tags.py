"""The tags of one campaign: what it has, and the field for another."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from components.attributes import attrs
from components.ids import Kpi
from components.parts import button, card, text_input
from core.campaign_tags import MOST_TAGS
from core.tag_words import TAG_LENGTH


def tags_card(tags: Sequence[str], known: Sequence[str]) -> html.Section:
    """Return the card.

    Args:
        tags: Of the campaign.
        known: Of all campaigns, offered while somebody types.
    """
    options = html.Datalist([html.Option(value=tag) for tag in known], id="kpi-tags-known")
    control = text_input(
        id=Kpi.TAG_TEXT, maxlength=TAG_LENGTH + 8, placeholder="Such as brand", n_submit=0, list="kpi-tags-known"
    )
    form = html.Div(
        [
            html.Label([html.Span("New tag", className="sr"), control], className="field grow"),
            button("Add", small=True, id=Kpi.TAG_ADD),
            options,
        ],
        className="tag-form",
    )
    note = f"Words by which figures are added up, up to {MOST_TAGS}. They stay when data are imported."
    return card("Tags", note, [html.Div(tag_list(tags), id=Kpi.TAG_LIST), form])


def tag_list(tags: Sequence[str]) -> list[Component]:
    """Return the tags, each with a button that takes it off."""
    if not tags:
        return [html.P("None yet.", className="muted fs-13")]
    rows = [
        html.Li(
            [
                tag,
                html.Button(
                    "×",
                    id=Kpi.untag(tag),
                    type="button",
                    className="tag-off",
                    title=f"Take “{tag}” off",
                    **attrs(aria_label=f"Take the tag {tag} off"),
                ),
            ],
            className="tag",
        )
        for tag in tags
    ]
    return [html.Ul(rows, className="tags")]
