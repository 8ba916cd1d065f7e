"""Attribution: which contacts a conversion is owed to, by rules and by data, with their uncertainty."""
