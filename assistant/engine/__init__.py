"""Everything the assistant knows; no screen, no printing, no globals."""
