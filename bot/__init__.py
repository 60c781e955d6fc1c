"""The running process: configuration, the durable inbox and outbox, the clock, the platforms."""
