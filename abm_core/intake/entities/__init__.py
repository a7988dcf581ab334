"""One loader per entity."""
