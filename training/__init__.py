"""What builds the checkpoint that the app serves: data, loss, optimizer, learner and the command line."""
