"""What the app serves: layers, networks, the photo transform, checkpoints and the predictor on top of them."""
