"""What an author writes: courses, units and items as files, checked before anyone learns from them."""
