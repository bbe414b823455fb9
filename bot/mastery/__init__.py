"""What is known: the rules that turn answers into a decision. Pure."""
