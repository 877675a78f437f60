"""Where papers are written: for everybody who votes for a centre, and the secretariat."""
