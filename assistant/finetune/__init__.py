"""Examples → LoRA → GGUF → measured and registered; torch runs in child processes only."""
