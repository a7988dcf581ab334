"""The same answers without a browser: ``python -m abm_core``."""
