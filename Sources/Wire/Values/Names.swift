/// Short names for protobuf-c's.
internal import CVouchProtos

typealias PbActor = Vouch__V1__Actor
typealias PbParty = Vouch__V1__Party
typealias PbTerms = Vouch__V1__CheckTerms
typealias PbProgress = Vouch__V1__CheckProgress
typealias PbCheck = Vouch__V1__Check
typealias PbReceipt = Vouch__V1__Receipt
typealias PbPosting = Vouch__V1__Posting
typealias PbBookAccount = Vouch__V1__BookAccount
typealias PbAccountSettings = Vouch__V1__AccountSettings
typealias PbCompanySettings = Vouch__V1__CompanySettings
typealias PbAccountProfile = Vouch__V1__AccountProfile
typealias PbCompanyProfile = Vouch__V1__CompanyProfile
typealias PbCover = Vouch__V1__CoverBalance
typealias PbBalance = Vouch__V1__Balance
