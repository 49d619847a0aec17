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
typealias PbAccountLimits = Vouch__V1__AccountLimits
typealias PbCover = Vouch__V1__CoverBalance
typealias PbBalance = Vouch__V1__Balance
typealias PbAccount = Vouch__V1__Account
typealias PbSeller = Vouch__V1__Seller
typealias PbDistributor = Vouch__V1__Distributor
typealias PbStatement = Vouch__V1__Statement
typealias PbStatementLine = Vouch__V1__StatementLine
typealias PbBalanceSheet = Vouch__V1__BalanceSheet
typealias PbCurrencySheet = Vouch__V1__CurrencySheet
typealias PbStatus = Vouch__V1__Status
