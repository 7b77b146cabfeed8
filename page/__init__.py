"""The page, a room a part: what came up, what is said of it, one photo, many photos, and a look inside."""
