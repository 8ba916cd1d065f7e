"""What a tag is: a short word on a scenario or a campaign, by which things are found and grouped."""

import re

from core.errors import InputError

TAG_LENGTH = 24
"""Longest tag, in characters."""

_WORD = re.compile(r"[\w%&+.’'/-]+(?: [\w%&+.’'/-]+)*")


def same_tag(text: str) -> str:
    """Return a text as a tag is kept: lower case, single spaces; not checked."""
    return " ".join(str(text).split()).lower()


def checked_tag(text: str) -> str:
    """Return a tag in lower case without needless spaces and a leading “#”.

    Raises:
        InputError: If it is empty, long, or holds what is neither a letter nor a number.

    Example:
        >>> checked_tag("  Holiday   Push "), checked_tag("#q4")
        ('holiday push', 'q4')
    """
    tag = same_tag(text).removeprefix("#").strip()
    if not tag:
        raise InputError(f"A tag needs a word of 1 to {TAG_LENGTH} characters.")
    if len(tag) > TAG_LENGTH:
        raise InputError(f"The tag has {len(tag):,} characters; it can have {TAG_LENGTH}. Shorten it.")
    if not _WORD.fullmatch(tag):
        raise InputError("A tag is made of letters and numbers, such as “q4” or “holiday push”. Leave the signs out.")
    return tag
