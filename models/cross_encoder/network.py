"""The network: one encoder that reads question and passage together, with two heads."""

from pathlib import Path
from typing import Any

import torch

TOKENS = 272
"""Tokens of question and passage together; longer passages are cut."""

QUESTION_TOKENS = 48


class CrossEncoder(torch.nn.Module):
    """Question and passage → how far the passage answers it, and which words do."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        from transformers import AutoModel

        self.encoder: Any = AutoModel.from_pretrained(base, use_safetensors=True, add_pooling_layer=False)
        width = int(self.encoder.config.hidden_size)
        self.dropout = torch.nn.Dropout(0.1)
        self.relevance = torch.nn.Linear(width, 1)
        self.span = torch.nn.Linear(width, 2)

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return relevance (n,) and the scores of every token to begin and to end the answer (n, tokens, 2)."""
        states = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        states = self.dropout(states)
        return self.relevance(states[:, 0]).squeeze(-1), self.span(states)
