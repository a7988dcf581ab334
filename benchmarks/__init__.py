"""Every number that we quote about speed: ``python -m benchmarks`` measures and writes them."""
