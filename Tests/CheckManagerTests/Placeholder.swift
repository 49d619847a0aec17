// CheckManager
