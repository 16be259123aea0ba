"""Every address × what hostile people send: nothing executed, nothing broken (RELIABILITY T51)."""
