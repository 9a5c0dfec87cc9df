"""What happens: islands, power flow, served load and whole feeders, services and backups over time, replay, outlook."""
