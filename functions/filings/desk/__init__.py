"""What officers do at the desk: each module one thing that somebody does there."""
