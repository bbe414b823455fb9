"""What the teacher hears and may do: folds over facts. Pure."""
