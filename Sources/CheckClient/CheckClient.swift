// CheckClient
