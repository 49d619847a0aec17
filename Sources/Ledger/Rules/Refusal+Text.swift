/// The refusals in words: a name for programs, a sentence for people.
extension Refusal {
  /// The name on the wire, in the journal and in JSON.
  public var name: String { words.name }

  /// What is wrong and what to do, in a sentence or two.
  public var sentence: String { words.sentence }

  private var words: (name: String, sentence: String) {
    switch self {
    case .idOutsideWindow:
      (
        "id_outside_window",
        "The id's time is more than 7 days old or 10 minutes ahead. Make a new id; check the clock."
      )
    case .idReused: ("id_reused", "This id was used for a command with other contents. Make a new id.")
    case .notPermitted: ("not_permitted", "This caller may not do this.")
    case .unknownAccount: ("unknown_account", "No account has this code.")
    case .accountNotActive: ("account_not_active", "The account is enrolled but not active yet.")
    case .accountSuspended: ("account_suspended", "The account is suspended.")
    case .accountClosed: ("account_closed", "The account is closed.")
    case .currencyMismatch: ("currency_mismatch", "The account is kept in another currency.")
    case .noCover: ("no_cover", "The account has no cover of this kind: its institution has given no standing.")
    case .standingBad: ("standing_bad", "The bank or the credit company does not vouch for this account.")
    case .insufficientFunds: ("insufficient_funds", "The cover has less available than this.")
    case .overCheckLimit: ("over_check_limit", "The amount is over the account's limit for one check.")
    case .overDailyAmount: ("over_daily_amount", "The account's limit for one day's sum would be passed.")
    case .overDailyCount: ("over_daily_count", "The account's limit for the number of checks in one day is reached.")
    case .claimRequired:
      ("claim_required", "This account has only check ids sent: give the digest of a claim secret.")
    case .unknownSeller: ("unknown_seller", "No seller has this code.")
    case .sellerNotActive: ("seller_not_active", "The seller is enrolled but not active yet.")
    case .sellerSuspended: ("seller_suspended", "The seller is suspended.")
    case .sellerClosed: ("seller_closed", "The seller is closed.")
    case .sellerCurrencyMismatch: ("seller_currency_mismatch", "The seller is paid in another currency.")
    case .overSellerExposure: ("over_seller_exposure", "The open checks drawn to this seller would pass its limit.")
    case .payeeInsufficient: ("payee_insufficient", "The payee has less than this to give back.")
    case .unknownDistributor: ("unknown_distributor", "No distributor has this code.")
    case .distributorNotActive: ("distributor_not_active", "The distributor is enrolled but not active yet.")
    case .distributorSuspended: ("distributor_suspended", "The distributor is suspended.")
    case .distributorClosed: ("distributor_closed", "The distributor is closed.")
    case .distributorCurrencyMismatch:
      ("distributor_currency_mismatch", "The distributor is kept in another currency.")
    case .overDistributorExposure:
      ("over_distributor_exposure", "The open checks that name this distributor would pass its limit.")
    case .distributorRequired:
      (
        "distributor_required",
        "Payment on delivery, or in cash, and a sealed address need a distributor named on the check."
      )
    case .addressKeyMissing:
      ("address_key_missing", "The distributor has registered no key that addresses could be sealed to.")
    case .overCashLimit: ("over_cash_limit", "The distributor's cash limit would be passed.")
    case .exceedsDebt: ("exceeds_debt", "The distributor owes less than this.")
    case .unknownCheck: ("unknown_check", "No check has this id.")
    case .wrongPayee: ("wrong_payee", "The check is drawn to another seller.")
    case .wrongDistributor: ("wrong_distributor", "The check names another distributor, or none.")
    case .notParty: ("not_party", "Only a party of the check may do this.")
    case .checkOpen: ("check_open", "The check is still open.")
    case .checkNotCommitted: ("check_not_committed", "The check has not been demanded on delivery.")
    case .checkCommitted: ("check_committed", "The check has been demanded and waits for its delivery.")
    case .checkNotFrozen: ("check_not_frozen", "The check is not disputed.")
    case .checkFrozen: ("check_frozen", "The check is disputed; the operator must resolve that first.")
    case .checkSettled: ("check_settled", "The check is settled: it has been paid.")
    case .checkVoided: ("check_voided", "The check was voided.")
    case .checkExpired: ("check_expired", "The check has expired.")
    case .expiryOutOfRange: ("expiry_out_of_range", "The expiry is not after now, or more than 400 days ahead.")
    case .notLater: ("not_later", "The new expiry is not after the present one.")
    case .exceedsRemaining: ("exceeds_remaining", "The check has less remaining than this.")
    case .exceedsCaptured: ("exceeds_captured", "Less than this was captured and not yet given back.")
    case .alreadyConfirmed: ("already_confirmed", "Delivery has been confirmed already.")
    case .alreadyCaptured: ("already_captured", "Something was captured already: only payee or operator may void now.")
    case .sameMethod: ("same_method", "The check is paid by this method already.")
    case .cashDue: ("cash_due", "The check is paid in cash on delivery: report the cash collected.")
    case .notCash: ("not_cash", "The check is not paid in cash on delivery.")
    case .noPayee: ("no_payee", "The check has no payee yet.")
    case .nothingCaptured: ("nothing_captured", "Nothing was captured that could be given back.")
    case .coolingOffOver: ("cooling_off_over", "The cooling-off period is over, or there was none.")
    case .notDue: ("not_due", "The time for this has not come.")
    case .orderMismatch: ("order_mismatch", "The check was drawn for another order.")
    case .notClaimable: ("not_claimable", "The check was issued whole: there is nothing to claim.")
    case .claimRefused: ("claim_refused", "The secret is wrong.")
    case .claimLocked: ("claim_locked", "Too many wrong secrets were tried for this check.")
    case .termsMismatch: ("terms_mismatch", "The check's amount, currency or distributor is not the one given.")
    case .proofRequired:
      (
        "proof_required",
        "This distributor has a hand-over key: give the digest of the signed statement, and its signature."
      )
    case .proofWrong:
      (
        "proof_wrong",
        "The signature is none of the distributor's current hand-over key over this check and this proof. Sign with that key."
      )
    case .collectionPending:
      (
        "collection_pending",
        "A paying system has not yet said whether it has the money that was captured. Ask again when it has."
      )
    case .guaranteeOver:
      ("guarantee_over", "The guarantee has ended, or nothing is retained for it. The payee may still refund.")
    case .exceedsReserve: ("exceeds_reserve", "Less than this is retained of the check. The payee may refund the rest.")
    case .balanceLimit: ("balance_limit", "A balance would become larger than any the ledger keeps.")
    case .historyFull: ("history_full", "The check's history has as many entries as it may have.")
    case .alreadyEnrolled: ("already_enrolled", "A party with this code is enrolled already.")
    case .hasOpenChecks: ("has_open_checks", "Open checks name this party: it cannot be closed yet.")
    case .balanceNotZero: ("balance_not_zero", "The party's balances are not zero: it cannot be closed yet.")
    case .staleStatement: ("stale_statement", "A statement with this or a later number was reconciled already.")
    case .sameStatus: ("same_status", "The party has this status already.")
    case .nothingChanged: ("nothing_changed", "The command names nothing to change.")
    case .wrongRail:
      (
        "wrong_rail",
        "This paying system does not carry this: bank and post pay in and out, the card collects from cards."
      )
    case .unknownInstruction:
      ("unknown_instruction", "No instruction to this paying system has this number, or it is about something else.")
    case .instructionEnded:
      ("instruction_ended", "The instruction has ended: what became of it is known. Nothing is left to do.")
    case .keysReadOnly:
      (
        "keys_read_only",
        "The file of sealing keys cannot be written. Put a new key in its first line and start the manager again."
      )
    case .keysInUse: ("keys_in_use", "Keys of persons are still sealed by an old key. Rotate first, to the end.")
    case .sealBroken:
      ("seal_broken", "What is kept of this party was changed, or damaged. Restore it from a backup.")
    case .partyForgotten:
      ("party_forgotten", "This party was forgotten: its key is destroyed, and nothing more is kept of who it was.")
    case .keyMissing:
      ("key_missing", "The key that this party's data is sealed under is not at hand. Restore the keys of persons.")
    case .diskFull: ("disk_full", "The manager's disk is full: nothing was changed. Try again when space is free.")
    case .notAttested: ("not_attested", "This is not in the signed history yet. Try again in a moment.")
    case .attestationOff: ("attestation_off", "This manager keeps no signed history: nothing can be proved.")
    case .unknownHistory: ("unknown_history", "The signed history never had so many commits, or none.")
    case .entryArchived:
      (
        "entry_archived",
        "The journal of so long ago is in archives alone. Ask from a later entry, or read the archives."
      )
    case .unknownKey: ("unknown_key", "No key has this number, or it ended long ago.")
    case .keysFull: ("keys_full", "There are as many keys as the manager keeps: revoke those that nobody needs.")
    }
  }
}
