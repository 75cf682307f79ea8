"""Why a proposal of another State is not joined."""
