"""A read-only HTTP API over a registry: `youcheng registry serve`."""
