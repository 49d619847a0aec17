print("vouch-terminal")
