public import struct Foundation.Date

/// What a caller may do.
public enum Role: String, Hashable, Sendable, CaseIterable, Comparable {
  /// Nothing.
  case none
  /// Look.
  case reader
  /// Look and change.
  case contributor

  private var rank: Int {
    switch self {
    case .none: 0
    case .reader: 1
    case .contributor: 2
    }
  }
  /// By what the role permits.
  public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}

/// Who asks, and with which role.
public struct Caller: Hashable, Sendable {
  /// The caller's name or principal identifier.
  public let principal: String
  /// The caller's role at this registry.
  public let role: Role

  /// Names a caller.
  public init(principal: String, role: Role) {
    self.principal = principal
    self.role = role
  }

  /// - Throws: ``RuleRefusal/accessDenied(_:_:)`` where the role does not suffice.
  public func demand(_ operation: Operation) throws(RuleRefusal) {
    if role < operation.needs { throw .accessDenied(self, operation) }
  }
}

/// What can be done with a store; every one is audit-logged.
public enum Operation: String, Hashable, Sendable, CaseIterable {
  case listRules = "rules/list"
  case matchRule = "rules/match"
  case addRule = "rules/add"
  case updateRule = "rules/update"
  case removeRule = "rules/remove"
  case checkRules = "rules/check"
  case readCredentialSets = "credentials/read"
  case addCredentialSet = "credentials/add"
  case updateCredentialSet = "credentials/update"
  case removeCredentialSet = "credentials/remove"
  case readAudit = "audit/read"

  /// The least role that may do it.
  public var needs: Role {
    switch self {
    case .listRules, .matchRule, .checkRules, .readCredentialSets: .reader
    default: .contributor
    }
  }
}

/// A line of the audit log.
public struct AuditEntry: Hashable, Sendable {
  /// When, in the time handed in by the caller, to the millisecond.
  public let time: Date
  /// Who.
  public let caller: Caller
  /// What.
  public let operation: Operation
  /// On which rule, set or image reference; empty for the whole store.
  public let subject: String
  /// The refusal's code, nil where the operation was done.
  public let refusal: String?
}
