"""What happens next in a student's conversation. Pure."""
