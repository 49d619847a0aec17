print("vouch-distributor")
