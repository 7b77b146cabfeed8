"""A thousand photos, a million: found one after the other, answered in batches, written so that nothing is lost."""
