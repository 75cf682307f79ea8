"""The compilation on paper: put together of stored parts, so that a changed comment costs one."""
