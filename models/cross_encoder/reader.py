"""The reader: upper layers of its own, above the lower ones of the encoder that ranks."""

import copy
from collections.abc import Iterable

import torch

from models.cross_encoder.network import SHARED, CrossEncoder


class Reader(torch.nn.Module):
    """Question and passage → which words answer."""

    def __init__(self, ranker: CrossEncoder) -> None:
        super().__init__()
        self.ranker = ranker
        self.layers = copy.deepcopy(ranker.encoder.encoder.layer[SHARED:])
        self.dropout = torch.nn.Dropout(0.1)
        self.span = copy.deepcopy(ranker.span)

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        """Return the scores of all tokens to begin and to end an answer (n, tokens, 2).

        What is shared is not trained.
        """
        with torch.no_grad():
            states = self.share(input_ids, attention_mask, token_type_ids)
        return self.read(states, attention_mask)

    def share(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        """Return the states after the layers that are shared (n, tokens, width)."""
        encoder = self.ranker.encoder
        states = encoder.embeddings(input_ids=input_ids, token_type_ids=token_type_ids)
        return _through(encoder.encoder.layer[:SHARED], states, attention_mask)

    def rank(
        self, states: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        """Return from shared states how far each passage answers (n,), as the ranker says."""
        states = _through(self.ranker.encoder.encoder.layer[SHARED:], states, attention_mask)
        return self.ranker.relevance_of(states, attention_mask, token_type_ids)

    def read(self, states: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return from shared states the scores of all tokens to begin and to end an answer."""
        scores: torch.Tensor = self.span(self.dropout(_through(self.layers, states, attention_mask)))
        return scores


def _through(layers: Iterable[torch.nn.Module], states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Return the states after layers; what is padding is not looked at."""
    for layer in layers:
        states = layer(states, mask[:, None, None, :].bool())
    return states
