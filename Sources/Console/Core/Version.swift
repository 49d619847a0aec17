/// The version of all programs that talk to a manager.
public let vouchVersion = "0.1.0"
