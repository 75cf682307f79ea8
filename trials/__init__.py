"""What stands beside the suite: speed, load, chaos, attacks and a rehearsal, each run by its name."""
