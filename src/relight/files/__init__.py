"""The region folder, reports and plans, read and written; nothing here computes."""
