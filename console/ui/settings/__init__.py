"""The place where a person sets sound, account, keys, states and appearance."""
