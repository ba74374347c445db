"""The plans: how a model is asked for what a record is made of."""
