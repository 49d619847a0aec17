print("vouch-seller")
