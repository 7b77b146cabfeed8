"""The page, built from what it serves: a room a tab, and what the tabs share."""
