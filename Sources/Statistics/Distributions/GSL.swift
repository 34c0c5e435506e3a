import CGSL

/// The door to GSL: whoever calls the library asks ``ready`` first.
enum GSL {
  /// Switches the library's default error handler off, once in a process.
  ///
  /// That handler calls `abort()`. Without it a function that cannot answer returns
  /// not-a-number, which callers here turn into `nil` or a typed error.
  static let ready: Void = longshore_gsl_disable_abort()
}
