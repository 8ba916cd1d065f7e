"""Short ids that are safe in addresses and can be read aloud."""

import secrets

# No 0, o, 1, l, i: an id is read aloud now and then. 10 letters of 31 are 49 bits.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 10


def new_id() -> str:
    """Return an id that nobody has yet, as far as chance goes."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
