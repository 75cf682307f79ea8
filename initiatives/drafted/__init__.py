"""Events of a plan in preparation: the line that a record writes, and the record that a line tells of."""
