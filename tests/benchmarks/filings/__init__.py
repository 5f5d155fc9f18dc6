"""Annual reports that never were, with questions about them: how well the right page of the right one is found."""
