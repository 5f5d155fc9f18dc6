"""The network: one encoder that reads question and passage together, with two heads; it ships to rank."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional

TOKENS = 320
"""Tokens of question and passage together; longer passages are cut."""

QUESTION_TOKENS = 96

SHARED = 2
"""Lower layers that ranking and reading share. With the others twice all weights stay below 32 MB."""

LIKENESS, USUAL = 10.0, 0.75
"""What the likeness of tokens weighs in the beginning, and how alike they usually are."""


class CrossEncoder(torch.nn.Module):
    """Question and passage → how far the passage answers it, and which words do."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        from transformers import AutoModel

        self.encoder: Any = AutoModel.from_pretrained(base, use_safetensors=True, add_pooling_layer=False)
        width = int(self.encoder.config.hidden_size)
        self.dropout = torch.nn.Dropout(0.1)
        self.relevance = torch.nn.Linear(width, 1)
        torch.nn.init.constant_(self.relevance.bias, -LIKENESS * USUAL)
        self.importance = torch.nn.Linear(width, 1)
        self.likeness = torch.nn.Parameter(torch.tensor(LIKENESS))
        self.span = torch.nn.Linear(width, 2)

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return relevance (n,) and the scores of all tokens to begin and to end an answer (n, tokens, 2)."""
        states = self.upper(self.lower(input_ids, attention_mask, token_type_ids), attention_mask)
        states = self.dropout(states)
        return self.relevance_of(states, attention_mask, token_type_ids), self.span(states)

    def shared(self) -> Iterator[torch.nn.Module]:
        """Yield what ranking and reading share."""
        yield self.encoder.embeddings
        yield from self.encoder.encoder.layer[:SHARED]

    def lower(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        """Return the states after the layers that are shared (n, tokens, width)."""
        states = self.encoder.embeddings(input_ids=input_ids, token_type_ids=token_type_ids)
        return through(self.encoder.encoder.layer[:SHARED], states, attention_mask)

    def upper(self, states: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return the last states of all tokens from those that are shared (n, tokens, width)."""
        return through(self.encoder.encoder.layer[SHARED:], states, attention_mask)

    def relevance_of(
        self, states: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        """Return how far each passage answers (n,), by the last states of all tokens (n, tokens, width)."""
        alike = self._alike(states, attention_mask * token_type_ids, attention_mask * (1 - token_type_ids))
        relevance: torch.Tensor = self.relevance(states[:, 0]).squeeze(-1) + self.likeness * alike
        return relevance

    def _alike(self, states: torch.Tensor, passage: torch.Tensor, question: torch.Tensor) -> torch.Tensor:
        """Return how like its nearest token in the passage each token of the question is, on average (n,).

        The likeness of ColBERT (Khattab and Zaharia, SIGIR 2020), each token weighing what the network
        learns: the base already knows which tokens are alike, so ranking need not be learnt from nothing.
        """
        unit = functional.normalize(states.float(), dim=-1)
        nearest = (unit @ unit.transpose(1, 2)).masked_fill(passage[:, None, :] == 0, -1.0).amax(-1)
        weights = self.importance(states).squeeze(-1).float().masked_fill(question == 0, -1e4).softmax(-1)
        alike: torch.Tensor = (weights * nearest).sum(-1)
        return alike


def through(layers: Iterable[torch.nn.Module], states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Return the states after layers; what is padding is not looked at."""
    for layer in layers:
        states = layer(states, mask[:, None, None, :].bool())
    return states
