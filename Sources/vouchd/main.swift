print("vouchd")
