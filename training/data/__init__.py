"""What a network learns from: data sets and people's photos, their splits, and the batches made of them."""
