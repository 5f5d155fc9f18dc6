"""The cross-encoder: rows, near misses, training, export and figures."""
