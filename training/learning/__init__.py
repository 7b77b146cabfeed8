"""How a network learns: the Learner, and the loss, optimizer, schedule and average that it steps with."""
