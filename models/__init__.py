"""Small weights that the project made itself, and how they were made."""
