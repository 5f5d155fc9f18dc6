"""The reader: upper layers of its own, above the lower ones of the encoder that ranks."""

import copy

import torch

from models.cross_encoder.network import SHARED, CrossEncoder, through


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
            states = self.ranker.lower(input_ids, attention_mask, token_type_ids)
        return self.read(states, attention_mask)

    def read(self, states: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return from shared states the scores of all tokens to begin and to end an answer."""
        scores: torch.Tensor = self.span(self.dropout(through(self.layers, states, attention_mask)))
        return scores
