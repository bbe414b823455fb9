"""The tutor itself: what to teach, what is known, what happens next. It knows no platform."""
