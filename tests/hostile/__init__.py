"""What a stranger may send: made to hurt, by code, so that nothing that hurts lies in the tree."""
