"""Finding what is published by everyday words: rules of words, index contents, matching."""
