// VouchTesting
