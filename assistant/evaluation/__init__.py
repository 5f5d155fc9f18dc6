"""Question sets, metrics and runs: how good are the answers on a person's own questions."""
