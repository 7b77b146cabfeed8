"""What builds the checkpoint that the app serves: the commands, the named settings, and the rooms under them."""
