"""The names of the schema and their common synonyms: every file that no other recogniser knows."""

from core.data.recognisers.recogniser import Recogniser

RECOGNISER = Recogniser(name="plain", title="Table with plain column names")
